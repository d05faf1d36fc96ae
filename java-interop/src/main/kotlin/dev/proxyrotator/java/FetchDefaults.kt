package dev.proxyrotator.java

import dev.proxyrotator.FetchBuilder
import java.time.Duration
import kotlin.time.toKotlinDuration

/** The `fetch { }` of the library behind [FetchOptions], with the durations of Java. */
internal class FetchDefaults(
    private val fetch: FetchBuilder,
) {
    fun maxConcurrent(count: Int) {
        fetch.maxConcurrent = count
    }

    fun chunkSize(count: Int) {
        fetch.chunkSize = count
    }

    fun timeout(limit: Duration) {
        fetch.timeout = limit.toKotlinDuration()
    }

    fun maxRetries(count: Int) {
        fetch.maxRetries = count
    }
}

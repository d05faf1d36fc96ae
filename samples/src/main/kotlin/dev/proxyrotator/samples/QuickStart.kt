package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import io.ktor.client.request.parameter
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsText
import java.io.OutputStream
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** The calls of the README over [proxies]: [url] twice, [urls] as a batch, [large] as a stream into [file]. */
suspend fun quickStart(
    vararg proxies: String,
    url: String,
    urls: List<String>,
    large: String,
    file: OutputStream,
): List<Result<HttpResponse>> {
    val rotator =
        ProxyRotator(*proxies) {
            strategy("latency-aware")
            timeouts {
                connect = 5.seconds
                call = 30.seconds
            }
            limits { maxConnectionsPerHost = 20 }
            bans { status(403, duration = 10.minutes) }
        }
    return rotator.use {
        val response = it.get(url) { parameter("key", "value") }
        println("${response.bodyAsText()} came through ${response.proxy} after ${response.attempts.size} attempt(s)")
        it.get(url) { rotation { session = "user-42" } }
        val results: List<Result<HttpResponse>> = it.batchGet(urls, maxConcurrent = 20)
        it.streamGet(large).collect { bytes -> file.write(bytes) }
        println(it.getPoolStats())
        results
    }
}

package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import io.ktor.client.statement.bodyAsBytes
import java.io.OutputStream

/** The README in ten lines: a rotator over [proxies], one request, many requests, a stream, the pool in numbers. */
suspend fun quickStart(
    vararg proxies: String,
    url: String,
    download: OutputStream,
) {
    ProxyRotator(*proxies).use { rotator ->
        val response = rotator.get(url)
        println("${response.status} through ${response.proxy} in ${response.attempts.size} attempt(s)")

        rotator.batchGet(List(10) { url }, maxConcurrent = 5).forEach { result ->
            println(result.fold({ "${it.status}: ${it.bodyAsBytes().size} bytes" }, { "failed: ${it.message}" }))
        }
        rotator.streamGet(url).collect { bytes -> download.write(bytes) }

        println(rotator.getPoolStats())
    }
}

package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import io.ktor.client.statement.bodyAsText

/** What happened on the way: the attempts of a response, and those of a request that failed for good. */
suspend fun failover(
    rotator: ProxyRotator,
    url: String,
): String =
    try {
        val response = rotator.get(url) { rotation { maxAttempts = 3 } }
        response.attempts.dropLast(1).forEach { println("failed first: $it") }
        response.bodyAsText()
    } catch (failed: ProxyConnectionException) {
        "no proxy could do it: " + failed.attempts.joinToString { "${it.proxy} ${it.failure}" }
    } catch (nobody: ProxyPoolEmptyException) {
        "nobody to ask, try again in ${nobody.earliestRetry}"
    }

package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import io.ktor.client.statement.bodyAsText

/** `mvn -q -Pdemo -Dsample=Failover`: through a broken proxy and a good one, the broken one alone, and none at all. */
suspend fun main() {
    LoopbackFarm().use { farm ->
        val pools =
            mapOf(
                "one of three is broken" to farm.proxies,
                "the only one is broken" to farm.proxies.take(1),
                "there is none" to emptyList(),
            )
        pools.forEach { (title, proxies) ->
            println("$title:")
            ProxyRotator(proxies).use { rotator -> println("  " + failover(rotator, farm.origin.url("/"))) }
        }
    }
}

/** What happened on the way: the attempts of a response, and those of a request that failed for good. */
suspend fun failover(
    rotator: ProxyRotator,
    url: String,
): String =
    try {
        val response = rotator.get(url) { rotation { maxAttempts = 3 } }
        val failed = response.attempts.dropLast(1).map { "${it.proxy} failed (${it.failure}), then " }
        failed.joinToString("") + "${response.attempts.last().proxy} brought: ${response.bodyAsText()}"
    } catch (failed: ProxyConnectionException) {
        "no proxy could do it: " + failed.attempts.joinToString { "${it.proxy} ${it.failure}" }
    } catch (nobody: ProxyPoolEmptyException) {
        "nobody to ask: ${nobody.reason}, " + (nobody.earliestRetry?.let { "try again in $it" } ?: "add a proxy")
    }

package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** `mvn -q -Pdemo -Dsample=HealthMonitor`: of four endpoints one is up, and the others are down in a way of their own. */
fun main() {
    runSample(LoopbackFarm()) { farm ->
        val paths = listOf("/", "/status/503", "/slow?ms=60000", "/status/404")
        healthOf(farm.proxies, paths.map(farm.origin::url)).forEach(::println)
    }
}

/** What was found of the endpoint at [url]. */
class EndpointHealth(
    val url: String,
    val isUp: Boolean,
    val reason: String?,
) {
    override fun toString(): String = if (isUp) "UP   $url" else "DOWN $url: $reason"
}

/** Asks all of [urls] at once, and knows after [timeout] at the latest which of them are up. */
suspend fun healthOf(
    proxies: List<String>,
    urls: List<String>,
    timeout: Duration = 5.seconds,
): List<EndpointHealth> =
    ProxyRotator(proxies) {
        fetch {
            this.timeout = timeout
            // One chance more, through another proxy: it is the endpoint that is to be judged.
            maxRetries = 1
        }
    }.use { rotator ->
        val outcomes = rotator.timed("monitor") { rotator.fetchUrls(urls) }
        outcomes.map { (url, outcome) -> EndpointHealth(url, outcome.success, outcome.error) }
    }

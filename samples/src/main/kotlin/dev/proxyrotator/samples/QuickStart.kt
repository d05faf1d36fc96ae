package dev.proxyrotator.samples

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import io.ktor.client.statement.bodyAsText

/** `mvn -q -Pdemo -Dsample=QuickStart`: three proxies on this machine, the first of which refuses connections. */
suspend fun main() {
    LoopbackFarm().use { farm -> quickStart(farm.proxies, farm.origin.url("/")) }
}

/** Asks for [url] once, then ten times at once, then as a stream, through whichever of [proxies] can be had. */
suspend fun quickStart(
    proxies: List<String>,
    url: String,
) {
    ProxyRotator(proxies).use { rotator ->
        val response = rotator.get(url)
        println("${response.status}: ${response.bodyAsText()}, through ${response.proxy}")
        response.attempts.filterNot { it.succeeded }.forEach { println("before that: $it") }

        val results = rotator.batchGet(List(10) { url }, maxConcurrent = 5)
        println("${results.count { it.isSuccess }} of ${results.size} came back")

        rotator.streamGet(url).collect { bytes -> println("${bytes.size} bytes of a stream") }
        val pool = rotator.getPoolStats()
        println("${pool.healthyProxies} of ${pool.totalProxies} proxies are in rotation")
    }
}

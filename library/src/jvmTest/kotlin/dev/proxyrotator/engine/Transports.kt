package dev.proxyrotator.engine

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.secretUrl
import io.ktor.client.engine.cio.CIO
import io.ktor.client.engine.okhttp.OkHttp

/** The stock engines that one contract is held to. */
internal val stockEngines: Map<String, ProxyTransportFactory> =
    mapOf("CIO" to EnginePerProxy(CIO), "OkHttp" to EnginePerProxy(OkHttp))

/** Every transport there is. */
internal val transports: Map<String, ProxyTransportFactory> = stockEngines + ("sockets" to Sockets())

/** A loopback origin, one loopback proxy for each of [behaviours], and a rotator over them. */
internal suspend fun farm(
    transport: ProxyTransportFactory,
    vararg behaviours: ProxyBehaviour,
    configure: ProxyRotatorBuilder.() -> Unit = {},
    block: suspend Farm.() -> Unit,
) {
    LoopbackOrigin().use { origin ->
        val proxies = behaviours.map { LoopbackProxy(it) }
        try {
            val rotator =
                ProxyRotator(*proxies.map { it.secretUrl }.toTypedArray()) {
                    this.transport = transport
                    configure()
                }
            rotator.use { Farm(origin, proxies, it).block() }
        } finally {
            proxies.forEach { it.close() }
        }
    }
}

internal class Farm(
    val origin: LoopbackOrigin,
    val proxies: List<LoopbackProxy>,
    val rotator: ProxyRotator,
) {
    /** What reached the origin came through a proxy: no connection of the client's own. */
    val proxied: Boolean get() = origin.connections.accepted <= proxies.sumOf { it.requests.size }
}

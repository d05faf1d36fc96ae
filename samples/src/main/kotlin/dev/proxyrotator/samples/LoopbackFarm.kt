package dev.proxyrotator.samples

import dev.proxyrotator.testkit.BuiltInRoutes
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ProxyBehaviour

/** An origin and three proxies on this machine, the first of which is [broken], so that a sample needs no network. */
internal class LoopbackFarm(
    handler: OriginHandler = BuiltInRoutes,
    broken: ProxyBehaviour = ProxyBehaviour.Refuse,
) : AutoCloseable {
    val origin = LoopbackOrigin(handler = handler)
    private val servers = listOf(LoopbackProxy(broken), LoopbackProxy(), LoopbackProxy())

    val proxies: List<String> = servers.map { it.url }

    override fun close() {
        servers.forEach { it.close() }
        origin.close()
    }
}

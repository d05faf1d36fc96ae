package dev.proxyrotator.samples

import dev.proxyrotator.testkit.BuiltInRoutes
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ProxyFarm

/** An origin and three proxies on this machine, the first of which is [broken], so that a sample needs no network. */
internal class LoopbackFarm(
    handler: OriginHandler = BuiltInRoutes,
    broken: ProxyBehaviour = ProxyBehaviour.Refuse,
) : AutoCloseable {
    private val farm = ProxyFarm(listOf(broken, ProxyBehaviour.Good, ProxyBehaviour.Good), handler)

    val origin: LoopbackOrigin get() = farm.origin

    val proxies: List<String> = farm.proxies.indices.map { farm[it].url }

    override fun close() = farm.close()
}

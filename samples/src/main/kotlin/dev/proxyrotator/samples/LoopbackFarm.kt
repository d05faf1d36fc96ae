package dev.proxyrotator.samples

import dev.proxyrotator.testkit.BuiltInRoutes
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ProxyFarm
import kotlinx.coroutines.runBlocking
import kotlin.system.exitProcess

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

/** Runs a sample and ends the process, so that Maven does not go on to the modules after this one. */
internal fun runSample(
    farm: LoopbackFarm,
    sample: suspend (LoopbackFarm) -> Unit,
): Nothing {
    farm.use { runBlocking { sample(it) } }
    exitProcess(0)
}

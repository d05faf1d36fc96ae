package dev.proxyrotator.samples.demo

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.testkit.BuiltInRoutes
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.patternedBytes
import kotlin.time.Duration.Companion.milliseconds

/**
 * An origin and eight proxies on this machine, five of which work. Three are broken, so the fourth attempt of a
 * request, and the rotator makes at least so many by default, is always through one that works.
 */
internal class LoopbackWorld : AutoCloseable {
    private val origin = LoopbackOrigin(handler = UnhurriedRoutes)

    private val servers: List<Pair<LoopbackProxy, String>> =
        listOf(
            LoopbackProxy() to "good",
            LoopbackProxy(ProxyBehaviour.ResetMidBody(afterBytes = 500)) to "resets",
            LoopbackProxy() to "good",
            LoopbackProxy(ProxyBehaviour.Answer407) to "407",
            LoopbackProxy() to "good",
            LoopbackProxy(ProxyBehaviour.Slow(250.milliseconds)) to "slow",
            LoopbackProxy(ProxyBehaviour.Refuse) to "refuses",
            LoopbackProxy() to "good",
        )

    val proxies: List<Proxy> = servers.map { (server, _) -> Proxy.parse(server.url) }

    /** What each proxy does. */
    val labels: Map<ProxyId, String> = proxies.zip(servers).associate { (proxy, server) -> proxy.id to server.second }

    /** 500 URLs, each with a body of its own, longer than what the resetting proxy lets through. */
    val targets: List<Target> =
        List(TARGETS) { index ->
            val length = MIN_LENGTH + index % LENGTHS * LENGTH_STEP
            Target(origin.url("/bytes/$length?seed=$index"), patternedBytes(length, seed = index))
        }

    override fun close() {
        servers.forEach { (server, _) -> server.close() }
        origin.close()
    }

    /** Each URL takes a time of its own, so that there is a progress to be seen. */
    private object UnhurriedRoutes : OriginHandler {
        override fun answer(request: ReceivedRequest): OriginAnswer {
            val answer = BuiltInRoutes.answer(request) as OriginAnswer.Whole
            val seed = request.query("seed")?.toInt() ?: 0
            return OriginAnswer.Whole(answer.body, answer.status, answer.headers, delay = (30 + seed % 60).milliseconds)
        }
    }

    private companion object {
        const val TARGETS = 500
        const val MIN_LENGTH = 1024
        const val LENGTHS = 40
        const val LENGTH_STEP = 777
    }
}

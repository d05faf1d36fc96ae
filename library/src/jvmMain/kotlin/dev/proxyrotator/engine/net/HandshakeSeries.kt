package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.authentication.AuthenticationBook
import dev.proxyrotator.engine.authentication.AuthenticationRounds
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.tunnel.ProxyHandshake
import dev.proxyrotator.proxy.Proxy
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/** What is said to the proxies on one way, over as many connections as they want it said; the time is for all of them. */
internal class HandshakeSeries(
    private val authentication: AuthenticationBook,
    val limit: Duration,
) {
    private val rounds = HashMap<Proxy, AuthenticationRounds?>()
    private var end: Long? = null

    /** When the last of it must be over, counted from the first call. */
    val dueAt: Long get() = end ?: Timer.after(limit).also { end = it }

    /** [connect], or what is left when handshakes have begun already. */
    fun limitOf(connect: Duration): Duration {
        val end = end ?: return connect
        if (end == Timer.NEVER) return connect
        return minOf(connect, (end - System.nanoTime()).nanoseconds).coerceAtLeast(Duration.ZERO)
    }

    /** What to say to [hop] for a tunnel to [target]. */
    fun with(
        hop: Proxy,
        target: Authority,
    ): ProxyHandshake = handshakeWith(hop, target, rounds.getOrPut(hop) { authentication.roundsFor(hop) })
}

/** A proxy wants to be asked differently, over a new connection. */
internal class AskAgainException : Exception("The proxy wants to be asked again over a new connection")

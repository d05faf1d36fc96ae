package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ConnectionOpening
import dev.proxyrotator.engine.authentication.AuthenticationBook
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.MalformedMessageException
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.tunnel.HandshakeOutcome
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTimeoutException.Phase
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import java.io.IOException
import java.net.SocketTimeoutException
import kotlin.time.Duration
import kotlin.time.TimeSource
import kotlin.time.measureTimedValue

/** Opens connections: TCP to the first proxy, from each to the next, the tunnel to the target, and TLS to it. */
internal class Dialler(
    private val connector: Connector,
    private val tls: TlsHops,
    private val authentication: AuthenticationBook,
    private val targets: SocksTargets = SocksTargets(),
) {
    class Limits(
        val connect: Duration,
        val handshake: Duration,
        val tls: Duration,
    )

    /** A wire over which HTTP to the key's target can be spoken, and how it came about. */
    class Dialled(
        val wire: Wire,
        val opening: ConnectionOpening,
    )

    /** How far it has come: a wire, and what has been read from it already. */
    private class Reached(
        val wire: Wire,
        val early: ByteArray,
    )

    /** What is the same for all connections it may take. */
    private class Way(
        val key: ConnectionKey,
        val limits: Limits,
        /** What each proxy is asked for. */
        val told: List<Authority?>,
        val handshakes: HandshakeSeries,
    )

    suspend fun dial(
        key: ConnectionKey,
        limits: Limits,
    ): Dialled {
        val told = targets.along(key, limits.connect)
        val way = Way(key, limits, told, HandshakeSeries(authentication, limits.handshake))
        while (true) {
            try {
                return dial(way)
            } catch (_: AskAgainException) {
                // What is known now is said over the next connection; the handshakes limit how often.
            }
        }
    }

    private suspend fun dial(way: Way): Dialled {
        val begun = TimeSource.Monotonic.markNow()
        val proxy = way.key.proxy
        val first =
            way.key.dialled.hops
                .first()
        val origin = way.key.origin.takeIf { proxy.isDirect }
        val limit = way.handshakes.limitOf(way.limits.connect)
        val socket = connector.connect(origin?.host ?: first.host, origin?.port ?: first.port, proxy, limit)
        try {
            return prepare(socket, way, begun.elapsedNow())
        } catch (error: Throwable) {
            socket.close()
            throw error
        }
    }

    private suspend fun prepare(
        socket: Wire,
        way: Way,
        connect: Duration,
    ): Dialled {
        val key = way.key
        val passed = if (needsHandshake(key)) measureTimedValue { passHops(socket, way) } else null
        val reached = passed?.value ?: Reached(socket, NOTHING)
        val isSecure = key.origin?.isSecure == true
        val secured =
            if (isSecure) {
                measureTimedValue { tls.withTarget(reached.wire, key, reached.early, way.limits.tls) }
            } else {
                null
            }
        val opening = ConnectionOpening(isReused = false, connect, passed?.duration, secured?.duration)
        return Dialled(secured?.value ?: reached.wire, opening)
    }

    private fun needsHandshake(key: ConnectionKey): Boolean {
        val proxy = key.proxy
        return !proxy.isDirect && (key.origin != null || proxy.via != null || proxy.scheme == ProxyScheme.HTTPS)
    }

    /** To behind the last proxy, or, where that forwards, to it. */
    private suspend fun passHops(
        socket: Wire,
        way: Way,
    ): Reached {
        val limit = way.handshakes.limit
        val dueAt = way.handshakes.dueAt
        val hops = way.key.dialled.hops
        var reached = Reached(socket, NOTHING)
        hops.forEachIndexed { index, hop ->
            if (hop.scheme == ProxyScheme.HTTPS) {
                val wire =
                    within(limit, Phase.CONNECT) { tls.withProxy(reached.wire, reached.early, way.key, hop, dueAt) }
                reached = Reached(wire, NOTHING)
            }
            val target = way.told[index]
            if (target != null) {
                // The last one may have waited for the target, one before it for another proxy.
                val phase = if (index == hops.lastIndex) Phase.HANDSHAKE else Phase.CONNECT
                reached = within(limit, phase) { openTunnel(reached.wire, way, hop, target) }
            }
        }
        return reached
    }

    private inline fun <T> within(
        limit: Duration,
        phase: Phase,
        block: () -> T,
    ): T =
        try {
            block()
        } catch (_: SocketTimeoutException) {
            throw ProxyTimeoutException(phase, limit)
        }

    /** @throws SocketTimeoutException when the time for handshakes is over */
    private suspend fun openTunnel(
        wire: Wire,
        way: Way,
        hop: Proxy,
        target: Authority,
    ): Reached {
        val proxy = way.key.proxy
        val answer = ask(wire, way, hop, target)
        when (val outcome = answer.outcome) {
            HandshakeOutcome.Established -> {
                // Whoever speaks before being spoken to inside a tunnel without TLS is splitting responses.
                if (!target.isSecure && answer.early.isNotEmpty()) {
                    throw ProxyProtocolException(proxy, EARLY, isBeforeRequest = true)
                }
                return Reached(wire, answer.early)
            }

            HandshakeOutcome.AskAgain -> {
                throw AskAgainException()
            }

            is HandshakeOutcome.Refused -> {
                throw refusal(outcome, way.key, hop)
            }
        }
    }

    private suspend fun ask(
        wire: Wire,
        way: Way,
        hop: Proxy,
        target: Authority,
    ): TunnelStep.Answer {
        val proxy = way.key.proxy
        try {
            return TunnelStep(way.handshakes.with(hop, target)).run(wire, way.handshakes.dueAt)
        } catch (late: SocketTimeoutException) {
            throw late
        } catch (doubt: MalformedMessageException) {
            throw ProxyProtocolException(proxy, doubt.message.orEmpty(), doubt, isBeforeRequest = true)
        } catch (cut: TruncatedMessageException) {
            throw ProxyProtocolException(proxy, cut.message.orEmpty(), cut, isBeforeRequest = true)
        } catch (lost: IOException) {
            throw ProxyRefusedException(proxy, status = null, lost)
        }
    }

    /** A proxy on the way that says no to the next one is not talking about the target. */
    private fun refusal(
        outcome: HandshakeOutcome.Refused,
        key: ConnectionKey,
        hop: Proxy,
    ): IOException {
        val proxy = key.proxy
        val isExit = hop === key.dialled
        val refused = outcome.toException(if (isExit) proxy else hop)
        return when {
            isExit -> refused
            refused is ProxyAuthenticationException -> outcome.toException(proxy)
            else -> ProxyUnreachableException(proxy, FailureKind.CONNECT, refused)
        }
    }

    private companion object {
        const val EARLY = "data in the tunnel before the request was sent"
        val NOTHING = ByteArray(0)
    }
}

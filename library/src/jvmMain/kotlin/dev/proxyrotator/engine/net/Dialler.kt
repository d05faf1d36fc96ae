package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ConnectionOpening
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

    suspend fun dial(
        key: ConnectionKey,
        limits: Limits,
    ): Dialled {
        val begun = TimeSource.Monotonic.markNow()
        val told = targets.along(key, limits.connect)
        val first = key.proxy.hops.first()
        val origin = key.origin.takeIf { key.proxy.isDirect }
        val socket =
            connector.connect(
                origin?.host ?: first.host,
                origin?.port ?: first.port,
                key.proxy,
                limits.connect,
            )
        try {
            return prepare(socket, key, told, limits, begun.elapsedNow())
        } catch (error: Throwable) {
            socket.close()
            throw error
        }
    }

    private suspend fun prepare(
        socket: Wire,
        key: ConnectionKey,
        told: List<Authority?>,
        limits: Limits,
        connect: Duration,
    ): Dialled {
        val passed =
            if (needsHandshake(
                    key,
                )
            ) {
                measureTimedValue { passHops(socket, key, told, limits.handshake) }
            } else {
                null
            }
        val reached = passed?.value ?: Reached(socket, NOTHING)
        val isSecure = key.origin?.isSecure == true
        val secured =
            if (isSecure) {
                measureTimedValue { tls.withTarget(reached.wire, key, reached.early, limits.tls) }
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
        key: ConnectionKey,
        told: List<Authority?>,
        limit: Duration,
    ): Reached {
        val dueAt = Timer.after(limit)
        val hops = key.proxy.hops
        var reached = Reached(socket, NOTHING)
        hops.forEachIndexed { index, hop ->
            if (hop.scheme == ProxyScheme.HTTPS) {
                val wire = within(limit, Phase.CONNECT) { tls.withProxy(reached.wire, reached.early, key, hop, dueAt) }
                reached = Reached(wire, NOTHING)
            }
            val target = told[index]
            if (target != null) {
                // The last one may have waited for the target, one before it for another proxy.
                val phase = if (index == hops.lastIndex) Phase.HANDSHAKE else Phase.CONNECT
                reached = within(limit, phase) { openTunnel(reached.wire, key.proxy, hop, target, dueAt) }
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

    /** @throws SocketTimeoutException when [dueAt] came first */
    private suspend fun openTunnel(
        wire: Wire,
        proxy: Proxy,
        hop: Proxy,
        target: Authority,
        dueAt: Long,
    ): Reached {
        val answer =
            try {
                TunnelStep(handshakeWith(hop, target)).run(wire, dueAt)
            } catch (late: SocketTimeoutException) {
                throw late
            } catch (doubt: MalformedMessageException) {
                throw ProxyProtocolException(proxy, doubt.message.orEmpty(), doubt, isBeforeRequest = true)
            } catch (cut: TruncatedMessageException) {
                throw ProxyProtocolException(proxy, cut.message.orEmpty(), cut, isBeforeRequest = true)
            } catch (lost: IOException) {
                throw ProxyRefusedException(proxy, status = null, lost)
            }
        when (val outcome = answer.outcome) {
            HandshakeOutcome.Established -> {
                // Whoever speaks before being spoken to inside a tunnel without TLS is splitting responses.
                if (!target.isSecure && answer.early.isNotEmpty()) {
                    throw ProxyProtocolException(proxy, EARLY, isBeforeRequest = true)
                }
                return Reached(wire, answer.early)
            }

            is HandshakeOutcome.Refused -> {
                throw refusal(outcome, proxy, hop)
            }
        }
    }

    /** A proxy on the way that says no to the next one is not talking about the target. */
    private fun refusal(
        outcome: HandshakeOutcome.Refused,
        proxy: Proxy,
        hop: Proxy,
    ): IOException {
        val isExit = hop === proxy
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

package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ConnectionOpening
import dev.proxyrotator.engine.authentication.AuthenticationBook
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.MalformedMessageException
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.tls.TlsCodec
import dev.proxyrotator.engine.tls.TlsContexts
import dev.proxyrotator.engine.tls.TlsFailure
import dev.proxyrotator.engine.tunnel.HandshakeOutcome
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asExecutor
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.SocketTimeoutException
import java.net.UnknownHostException
import kotlin.time.Duration
import kotlin.time.TimeSource
import kotlin.time.measureTimedValue

/** Opens connections: TCP to the proxy, the tunnel, TLS to the target. */
internal class Dialler(
    private val loops: EventLoops,
    private val resolver: NameResolver,
    private val tls: TlsContexts,
    private val authentication: AuthenticationBook,
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

    private val tlsTasks = Dispatchers.Default.asExecutor()

    suspend fun dial(
        key: ConnectionKey,
        limits: Limits,
    ): Dialled {
        val handshakes = Handshakes(authentication, limits.handshake)
        while (true) {
            try {
                return dial(key, limits, handshakes)
            } catch (_: Handshakes.AskAgain) {
                // What is known now is said over the next connection; how often, the handshakes limit.
            }
        }
    }

    private suspend fun dial(
        key: ConnectionKey,
        limits: Limits,
        handshakes: Handshakes,
    ): Dialled {
        val begun = TimeSource.Monotonic.markNow()
        val socket = connect(key, handshakes.limitOf(limits.connect))
        try {
            return prepare(socket, key, limits, handshakes, begun.elapsedNow())
        } catch (error: Throwable) {
            socket.close()
            throw error
        }
    }

    private suspend fun prepare(
        socket: Wire,
        key: ConnectionKey,
        limits: Limits,
        handshakes: Handshakes,
        connect: Duration,
    ): Dialled {
        val origin = key.origin ?: return Dialled(socket, ConnectionOpening(isReused = false, connect))
        val needsTunnel = !key.proxy.isDirect
        val tunnel = if (needsTunnel) measureTimedValue { openTunnel(socket, key.proxy, origin, limits, handshakes) } else null
        val early = tunnel?.value ?: NOTHING
        val tls = if (origin.isSecure) measureTimedValue { secure(socket, key, origin, early, limits.tls) } else null
        val opening = ConnectionOpening(isReused = false, connect, tunnel?.duration, tls?.duration)
        return Dialled(tls?.value ?: socket, opening)
    }

    private suspend fun connect(
        key: ConnectionKey,
        limit: Duration,
    ): Wire {
        val proxy = key.proxy
        val host = if (proxy.isDirect) checkNotNull(key.origin).host else proxy.host
        val port = if (proxy.isDirect) checkNotNull(key.origin).port else proxy.port
        val dueAt = Timer.after(limit)
        try {
            val addresses =
                withTimeoutOrNull(limit) { resolver.resolve(host) }
                    ?: throw SocketTimeoutException("No address in time")
            return connectToAny(addresses, port, dueAt)
        } catch (_: SocketTimeoutException) {
            throw ProxyTimeoutException(ProxyTimeoutException.Phase.CONNECT, limit)
        } catch (unknown: UnknownHostException) {
            throw ProxyUnreachableException(proxy, FailureKind.PROXY_NAME, unknown)
        } catch (failed: IOException) {
            throw ProxyUnreachableException(proxy, kindOf(failed), failed)
        }
    }

    /** One after the other, each with its part of the time that is left. */
    private suspend fun connectToAny(
        addresses: List<InetAddress>,
        port: Int,
        dueAt: Long,
    ): Wire {
        addresses.dropLast(1).forEachIndexed { index, address ->
            val share = (dueAt - System.nanoTime()) / (addresses.size - index)
            try {
                return loops.next().connect(InetSocketAddress(address, port), System.nanoTime() + share)
            } catch (_: IOException) {
                // The next one may be better.
            }
        }
        return loops.next().connect(InetSocketAddress(addresses.last(), port), dueAt)
    }

    private suspend fun openTunnel(
        wire: Wire,
        proxy: Proxy,
        origin: Authority,
        limits: Limits,
        handshakes: Handshakes,
    ): ByteArray {
        val answer =
            try {
                TunnelStep(handshakes.with(proxy, origin)).run(wire, handshakes.dueAt)
            } catch (_: SocketTimeoutException) {
                throw ProxyTimeoutException(ProxyTimeoutException.Phase.HANDSHAKE, limits.handshake)
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
                if (!origin.isSecure && answer.early.isNotEmpty()) throw ProxyProtocolException(proxy, EARLY)
                return answer.early
            }

            HandshakeOutcome.AskAgain -> {
                throw Handshakes.AskAgain()
            }

            is HandshakeOutcome.Refused -> {
                throw outcome.toException(proxy)
            }
        }
    }

    private suspend fun secure(
        wire: Wire,
        key: ConnectionKey,
        origin: Authority,
        early: ByteArray,
        limit: Duration,
    ): Wire {
        try {
            val engine = tls.engineFor(origin.host, partition(key))
            val secured = TlsWire(wire, TlsCodec(engine), tlsTasks)
            secured.handshake(early, Timer.after(limit))
            return secured
        } catch (_: SocketTimeoutException) {
            throw ProxyTimeoutException(ProxyTimeoutException.Phase.TLS, limit)
        } catch (failed: IOException) {
            throw ProxyTlsException(key.proxy, failed, failed.message, isUntrusted(failed))
        }
    }

    private fun isUntrusted(failed: IOException) = failed is TlsFailure && failed.kind.isVerification

    /** A session is resumed only where a connection would be used again, or a target could tell that it is one client. */
    private fun partition(key: ConnectionKey): Int = key.hashCode() and Int.MAX_VALUE

    /** Descriptors and ports that are used up here say nothing about the proxy. */
    private fun kindOf(failed: IOException): FailureKind {
        val detail = failed.message.orEmpty()
        return if (LOCAL.any { it in detail }) FailureKind.LOCAL else FailureKind.CONNECT
    }

    private companion object {
        /** As the operating systems put it; the JDK passes no number on. */
        val LOCAL = listOf("Too many open files", "assign requested address", "No buffer space")
        const val EARLY = "data in the tunnel before the request was sent"
        val NOTHING = ByteArray(0)
    }
}

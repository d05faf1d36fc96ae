package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.tls.TlsCodec
import dev.proxyrotator.engine.tls.TlsContexts
import dev.proxyrotator.engine.tls.TlsFailure
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.proxy.Proxy
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asExecutor
import java.io.IOException
import java.net.SocketTimeoutException
import kotlin.time.Duration

/**
 * TLS with targets and TLS with proxies, which share nothing: what is trusted on one hop, the certificates of the client
 * and the sessions to resume mean nothing on the other.
 */
internal class TlsHops(
    target: TlsSettings,
    proxy: TlsSettings,
) {
    private val targets = TlsContexts(target)
    private val proxies = TlsContexts(proxy)
    private val tasks = Dispatchers.Default.asExecutor()

    /** TLS with the target of [key] over [wire], from which [early] has been read already. */
    suspend fun withTarget(
        wire: Wire,
        key: ConnectionKey,
        early: ByteArray,
        limit: Duration,
    ): Wire {
        val host = checkNotNull(key.origin).host
        try {
            // A session is resumed only where a connection would be used again, or a target could tell one client.
            return secure(wire, targets, Peer(host, key.hashCode()), early, Timer.after(limit))
        } catch (_: SocketTimeoutException) {
            throw ProxyTimeoutException(ProxyTimeoutException.Phase.TLS, limit)
        } catch (failed: IOException) {
            throw ProxyTlsException(key.proxy, failed, failed.message, isUntrusted(failed))
        }
    }

    /**
     * The same with [hop], on the way of [key].
     *
     * @throws SocketTimeoutException when [dueAt] came first
     */
    suspend fun withProxy(
        wire: Wire,
        early: ByteArray,
        key: ConnectionKey,
        hop: Proxy,
        dueAt: Long,
    ): Wire {
        try {
            val partition = hop.hashCode() * PRIME + key.isolation.hashCode()
            return secure(wire, proxies, Peer(hop.host, partition), early, dueAt)
        } catch (late: SocketTimeoutException) {
            throw late
        } catch (failed: IOException) {
            throw ProxyTlsException(key.proxy, failed, failed.message, isUntrusted(failed), isWithProxy = true)
        }
    }

    private class Peer(
        val host: String,
        val partition: Int,
    )

    private suspend fun secure(
        wire: Wire,
        contexts: TlsContexts,
        peer: Peer,
        early: ByteArray,
        dueAt: Long,
    ): Wire {
        val engine = contexts.engineFor(peer.host, peer.partition and Int.MAX_VALUE)
        val secured = TlsWire(wire, TlsCodec(engine), tasks)
        secured.handshake(early, dueAt)
        return secured
    }

    private fun isUntrusted(failed: IOException) = failed is TlsFailure && failed.kind.isVerification

    private companion object {
        const val PRIME = 31
    }
}

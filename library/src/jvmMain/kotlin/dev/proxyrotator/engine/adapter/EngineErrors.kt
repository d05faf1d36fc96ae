package dev.proxyrotator.engine.adapter

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.tls.causes
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.engine.cio.FailToConnectException
import io.ktor.client.network.sockets.ConnectTimeoutException
import io.ktor.client.network.sockets.SocketTimeoutException
import io.ktor.http.cio.ParserException
import io.ktor.utils.io.charsets.TooLongLineException
import java.io.IOException
import java.net.ConnectException
import java.net.NoRouteToHostException
import java.net.ProtocolException
import java.net.UnknownHostException
import java.nio.channels.UnresolvedAddressException
import java.security.cert.CertificateException
import javax.net.ssl.SSLException
import javax.net.ssl.SSLHandshakeException
import javax.net.ssl.SSLPeerUnverifiedException

/** The meaning of what Ktor's JVM engines throw, or `null` for anything that is not about the connection. */
internal fun meaningOf(
    error: Throwable,
    proxy: Proxy,
    timeouts: Timeouts,
): ProxyRotatorException? =
    error as? ProxyRotatorException
        ?: timeout(error, timeouts)
        ?: unreachable(error, proxy)
        ?: broken(error, proxy)

/** The same, where whatever an engine stumbles over came from the other side. */
internal fun meaningOfHostileBytes(
    error: Throwable,
    proxy: Proxy,
    timeouts: Timeouts,
): ProxyRotatorException? =
    meaningOf(error, proxy, timeouts)
        ?: error
            .takeIf {
                it is NumberFormatException ||
                    (it is IllegalStateException && it !is TransportClosedException)
            }?.let { ProxyProtocolException(proxy, it.message ?: it.toString(), it) }

private fun timeout(
    error: Throwable,
    timeouts: Timeouts,
): ProxyTimeoutException? =
    when (error) {
        is ConnectTimeoutException ->
            ProxyTimeoutException(ProxyTimeoutException.Phase.CONNECT, timeouts.connect, cause = error)

        is SocketTimeoutException, is java.net.SocketTimeoutException ->
            ProxyTimeoutException(ProxyTimeoutException.Phase.IDLE, timeouts.idle, cause = error)

        else -> null
    }

private fun unreachable(
    error: Throwable,
    proxy: Proxy,
): ProxyUnreachableException? =
    when (error) {
        is UnknownHostException, is UnresolvedAddressException ->
            ProxyUnreachableException(proxy, FailureKind.PROXY_NAME, error)

        is ConnectException, is NoRouteToHostException, is FailToConnectException ->
            ProxyUnreachableException(proxy, FailureKind.CONNECT, error)

        else -> null
    }

private fun broken(
    error: Throwable,
    proxy: Proxy,
): ProxyRotatorException? =
    when (error) {
        is SSLPeerUnverifiedException -> ProxyTlsException(proxy, error, isUntrusted = true)

        is SSLHandshakeException ->
            ProxyTlsException(proxy, error, isUntrusted = error.causes().any { it is CertificateException })

        // Any other TLS error may come after the request was sent.
        is SSLException, is ParserException, is ProtocolException, is TooLongLineException ->
            ProxyProtocolException(proxy, error.message ?: error.toString(), error)

        is IOException -> ProxyConnectionLostException(proxy, error.message ?: error.toString(), error)

        else -> null
    }

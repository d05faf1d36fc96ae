package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ConnectionOpening
import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.TransportSettings
import dev.proxyrotator.engine.authentication.AuthenticationBook
import dev.proxyrotator.engine.authentication.platformAuthentication
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.connection.ConnectionPool
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.ProxyValidationException
import io.ktor.client.request.HttpRequestData
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.job

/** The transport over sockets of its own: HTTP/1.1 through proxies, or directly where the route says so. */
internal class SocketTransport(
    settings: TransportSettings,
    options: SocketOptions,
    resolver: NameResolver = SystemNameResolver,
) : ProxyTransport {
    private val acceptEncoding = settings.acceptEncoding
    private val loops = EventLoops(options.threads)
    private val names = RememberedNames(SharedLookUps(resolver), options.nameTimeToLive)
    private val authentication = AuthenticationBook(platformAuthentication(options.basicAuthentication))
    private val dialler =
        Dialler(
            Connector(loops, names),
            TlsHops(settings.tls, settings.proxyTls),
            authentication,
            SocksTargets(names.takeIf { options.localDns }),
        )
    private val connectionLimits = HttpConnection.Limits(options.idleTimeout, options.maxAge)

    private fun limitsOf(proxy: Proxy): HttpConnection.Limits {
        val gateway = proxy.gateway ?: return connectionLimits
        return HttpConnection.Limits(
            connectionLimits.idle,
            gateway.maxAge?.coerceAtMost(connectionLimits.age) ?: connectionLimits.age,
            gateway.maxRequests ?: connectionLimits.requests,
        )
    }

    val connections =
        ConnectionPool<HttpConnection>(
            settings.limits.maxConnectionsPerProxy,
            options.maxIdleConnections ?: twice(settings.limits.maxConnections),
        )

    override fun check(proxy: Proxy) {
        if (proxy.hops.none(::hasUselessPassword)) return
        throw ProxyValidationException(
            "SOCKS 4 has no password: leave it out, or write the proxy as socks5:// if it is one",
            null,
            proxy.redactedUrl,
        )
    }

    private fun hasUselessPassword(hop: Proxy): Boolean {
        val isSocks4 = hop.scheme == ProxyScheme.SOCKS4 || hop.scheme == ProxyScheme.SOCKS4A
        return isSocks4 && hop.credentials != null && hop.credentials.password.isNotEmpty()
    }

    override suspend fun execute(
        request: HttpRequestData,
        route: Route,
        scope: CoroutineScope,
    ): TransportResponse {
        val attempt = SocketAttempt(request, route, Authority.of(request.url), acceptEncoding, authentication)
        var response = send(attempt, route, scope)
        while (attempt.isAskedAgain(response)) {
            response.discard()
            attempt.requireRepeatable()
            response = send(attempt, route, scope)
        }
        return response
    }

    private suspend fun send(
        attempt: SocketAttempt,
        route: Route,
        scope: CoroutineScope,
    ): TransportResponse {
        val kept = connections.lease(attempt.key)
        if (kept != null) {
            try {
                return attempt.send(kept, scope).also { it.opening = ConnectionOpening.Reused }
            } catch (stale: StaleConnectionException) {
                // Once, and on a connection that nobody has used before (RFC 9110 §9.2.2).
                if (!attempt.mayRepeatAfter(stale)) throw ProxyConnectionLostException(route.proxy, KEPT, stale)
            }
        }
        val opened = scope.cancelling { open(attempt) }
        return attempt.send(opened, scope).also { it.opening = opened.opening }
    }

    /** Reads what little is left of a response that nobody is to have, so that its connection can be used again. */
    private suspend fun TransportResponse.discard() {
        if (bytes != null) return
        body.cancel(null)
        completion.join()
    }

    override fun forget(proxy: Proxy) {
        connections.forget(proxy)
        proxy.hops.forEach(authentication::forget)
    }

    override fun close() {
        connections.close()
        loops.close()
    }

    override suspend fun awaitClosed() = loops.awaitEnd()

    private suspend fun open(attempt: SocketAttempt): HttpConnection {
        val place = connections.reserve(attempt.key)
        try {
            val dialled = dialler.dial(attempt.key, attempt.diallingLimits)
            val connection = HttpConnection(dialled.wire, place, limitsOf(attempt.key.proxy), dialled.opening)
            if (!place.opened(connection)) {
                connection.close()
                error("The transport is closed")
            }
            return connection
        } catch (error: Throwable) {
            place.free()
            throw error
        }
    }

    /** [open] as a part of this scope: over when that is cancelled, whoever waits for it. */
    private suspend fun CoroutineScope.cancelling(open: suspend () -> HttpConnection): HttpConnection {
        var connection: HttpConnection? = null
        try {
            return coroutineScope {
                val dialling = coroutineContext.job
                val handle = this@cancelling.coroutineContext.job.invokeOnCompletion { dialling.cancel() }
                try {
                    open().also { connection = it }
                } finally {
                    handle.dispose()
                }
            }
        } catch (error: Throwable) {
            connection?.close()
            throw error
        }
    }

    private companion object {
        const val KEPT = "the kept connection was closed by the other side"

        /** Whose turn it is changes from moment to moment: with as many as are busy, one closes what the next needs. */
        fun twice(busy: Int): Int = (busy * 2L).coerceAtMost(Int.MAX_VALUE.toLong()).toInt()
    }
}

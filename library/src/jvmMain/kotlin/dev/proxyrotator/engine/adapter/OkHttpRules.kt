package dev.proxyrotator.engine.adapter

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TransportSettings
import dev.proxyrotator.engine.authentication.basicProxyAuthorization
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.engine.okhttp.OkHttp
import io.ktor.client.engine.okhttp.OkHttpConfig
import io.ktor.http.HttpHeaders
import okhttp3.Authenticator
import okhttp3.ConnectionPool
import okhttp3.Dispatcher
import okhttp3.OkHttpClient
import okhttp3.Protocol
import java.io.IOException
import java.util.concurrent.TimeUnit

/**
 * Ktor's [OkHttp] engine as the transport, one engine for each proxy in use: `http` proxies with or without credentials,
 * `http` and `https` targets; with `http2 = true` HTTP/2 through the tunnel where the target speaks it. Connections are
 * kept and used again.
 *
 * A POST on a kept connection that the proxy closed without a word fails, and is not repeated: nobody can tell whether it
 * arrived.
 *
 * SOCKS is refused: the JDK's SOCKS client sends the name of the operating-system user to a proxy that asks for
 * credentials, and knows credentials only for the whole process. Threads are shared by all proxies, one per request.
 */
public fun EnginePerProxy(
    engine: OkHttp,
    configure: OkHttpConfig.() -> Unit = {},
): EnginePerProxy =
    EnginePerProxy { settings ->
        checkStockTls(settings, "OkHttp")
        OkHttpRules(engine, settings, configure)
    }

private class OkHttpRules(
    private val engine: OkHttp,
    private val settings: TransportSettings,
    private val configure: OkHttpConfig.() -> Unit,
) : StockEngineRules() {
    private val threads = SharedThreads("proxy-rotator-okhttp")

    override fun check(proxy: Proxy) = checkHttp(proxy, "OkHttp")

    override fun open(proxy: Proxy) =
        engine.create {
            configure()
            require(this.proxy == null) { "The proxy is chosen by the rotator; do not set it in the engine" }
            this.proxy = javaProxy(proxy)
            config { isolate(proxy) }
        }

    private fun OkHttpClient.Builder.isolate(proxy: Proxy) {
        // OkHttp would replay any body that is not one-shot, a POST too.
        retryOnConnectionFailure(false)
        followRedirects(false)
        followSslRedirects(false)
        dispatcher(
            Dispatcher(threads.lend()).apply {
                // What may run at once is the rotator's to decide.
                maxRequests = Int.MAX_VALUE
                maxRequestsPerHost = Int.MAX_VALUE
            },
        )
        connectionPool(ConnectionPool(MAX_IDLE_CONNECTIONS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS))
        protocols(if (settings.http2) listOf(Protocol.HTTP_2, Protocol.HTTP_1_1) else listOf(Protocol.HTTP_1_1))
        proxyAuthenticator(preemptive(proxy))
        unavailableOnce()
        if (!settings.tls.verify) trustEverybody()
    }

    /** OkHttp asks before it sends CONNECT, and again on a 407: credentials that were refused are not sent twice. */
    private fun preemptive(proxy: Proxy): Authenticator {
        val value = proxy.credentials?.let(::basicProxyAuthorization) ?: return Authenticator.NONE
        return Authenticator { _, response ->
            response.request
                .takeIf { it.header(HttpHeaders.ProxyAuthorization) == null }
                ?.newBuilder()
                ?.header(HttpHeaders.ProxyAuthorization, value)
                ?.build()
        }
    }

    override fun translate(
        error: Throwable,
        proxy: Proxy,
        timeouts: Timeouts,
    ): ProxyRotatorException? = tunnelError(error, proxy) ?: super.translate(error, proxy, timeouts)

    /** OkHttp tells a refused tunnel by the message alone. */
    private fun tunnelError(
        error: Throwable,
        proxy: Proxy,
    ): ProxyRotatorException? {
        val message = (error as? IOException)?.message.orEmpty()
        return when {
            message == "Failed to authenticate with proxy" ->
                ProxyAuthenticationException(proxy, status = 407)

            message.startsWith(REFUSED) ->
                ProxyRefusedException(proxy, message.substringAfter(REFUSED).trim().toIntOrNull(), error)

            message.startsWith("Too many tunnel connections") -> ProxyRefusedException(proxy, status = null, error)

            else -> null
        }
    }

    override fun close() = threads.close()

    private companion object {
        const val REFUSED = "Unexpected response code for CONNECT:"
        const val MAX_IDLE_CONNECTIONS = 8
        const val KEEP_ALIVE_SECONDS = 30L
    }
}

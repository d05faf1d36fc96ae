package dev.proxyrotator.engine.adapter

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TransportSettings
import dev.proxyrotator.engine.authentication.basicProxyAuthorization
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.ProxyValidationException
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.http.HttpHeaders
import io.ktor.http.isSecure
import java.net.InetSocketAddress

/** What Ktor's engines on the JVM have in common. */
internal abstract class StockEngineRules : EngineRules {
    override val ownsEngines: Boolean get() = true

    override val retiresOnFailure: Boolean get() = false

    override fun check(proxy: Proxy) = Unit

    override fun check(
        request: HttpRequestData,
        proxy: Proxy,
    ) = Unit

    /** On a forwarded request the proxy reads the header and takes it off; inside a tunnel it would reach the target. */
    override fun authenticate(
        request: HttpRequestBuilder,
        proxy: Proxy,
    ) {
        val credentials = proxy.credentials ?: return
        if (!request.url.protocol.isSecure()) {
            request.headers[HttpHeaders.ProxyAuthorization] =
                basicProxyAuthorization(credentials)
        }
    }

    override fun translate(
        error: Throwable,
        proxy: Proxy,
        timeouts: Timeouts,
    ): ProxyRotatorException? = meaningOfHostileBytes(error, proxy, timeouts)

    override fun close() = Unit

    protected fun checkHttp(
        proxy: Proxy,
        engineName: String,
    ) {
        val reason =
            when {
                proxy.via != null ->
                    "Ktor's $engineName engine cannot carry chains of proxies; use the default transport"

                proxy.changesExit ->
                    "Ktor's $engineName engine cannot use a proxy as a rotating gateway; use the default transport"

                proxy.scheme == ProxyScheme.HTTP -> return

                proxy.scheme == ProxyScheme.DIRECT ->
                    "Ktor's $engineName engine is used with a proxy only; Proxy.Direct needs the default transport"

                else ->
                    "Ktor's $engineName engine cannot carry ${proxy.scheme.urlName} proxies safely; " +
                        "it carries http, the default transport the others"
            }
        throw ProxyValidationException(reason, redactedInput = proxy.toString())
    }
}

/** What `tls { }` asks for beyond `verify`, and all of `proxyTls { }`, would silently not be done. */
internal fun checkStockTls(
    settings: TransportSettings,
    engineName: String,
) {
    val tls = settings.tls
    require(tls.extras.isEmpty()) {
        "EnginePerProxy($engineName) cannot do tls { ${tls.extras.joinToString()} }; use the library's own " +
            "transport, or leave it out here and set it in the configuration of the engine"
    }
    require(settings.proxyTls.verify && settings.proxyTls.extras.isEmpty()) {
        "EnginePerProxy($engineName) carries no https proxies, so proxyTls { } has no meaning; use the " +
            "library's own transport, or leave it out"
    }
}

internal fun checkNoHttp2(
    settings: TransportSettings,
    engineName: String,
) = require(!settings.http2) {
    "http2 = true needs a transport that speaks HTTP/2, which EnginePerProxy($engineName) does not: use " +
        "EnginePerProxy(OkHttp), or leave it out"
}

/** Unresolved: the engine resolves the proxy's name itself, and an address is never looked up in reverse. */
internal fun javaProxy(proxy: Proxy) =
    java.net.Proxy(java.net.Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host, proxy.port))

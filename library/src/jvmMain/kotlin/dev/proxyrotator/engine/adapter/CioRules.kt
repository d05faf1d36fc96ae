package dev.proxyrotator.engine.adapter

import dev.proxyrotator.proxy.Proxy
import io.ktor.client.engine.cio.CIO
import io.ktor.client.engine.cio.CIOEngineConfig
import io.ktor.client.request.HttpRequestData
import io.ktor.http.isSecure
import kotlinx.coroutines.Dispatchers

/**
 * Ktor's [CIO] engine as the transport, one engine for each proxy in use: `http` proxies and `http` targets.
 *
 * Stock CIO would send a request directly when the proxy is a SOCKS proxy, and for an `https` target it resolves the
 * target's name locally, takes a redirect for a tunnel and shows the proxy's credentials to the target. All of these are
 * refused with an error; use [EnginePerProxy] with OkHttp for `https` targets. CIO opens a connection per request, and a
 * chunked body that breaks off between two chunks is taken for complete.
 */
public fun EnginePerProxy(
    engine: CIO,
    configure: CIOEngineConfig.() -> Unit = {},
): EnginePerProxy =
    EnginePerProxy { settings ->
        require(settings.tls.verify) {
            "tls { verify = false } has no meaning with CIO, which carries no https here; use EnginePerProxy(OkHttp)"
        }
        checkStockTls(settings, "CIO")
        checkNoHttp2(settings, "CIO")
        CioRules(engine, configure)
    }

private class CioRules(
    private val engine: CIO,
    private val configure: CIOEngineConfig.() -> Unit,
) : StockEngineRules() {
    // A channel that is closed while its selector sleeps stays open until that wakes up.
    override val retiresOnFailure get() = true

    override fun check(proxy: Proxy) = checkHttp(proxy, "CIO")

    override fun check(
        request: HttpRequestData,
        proxy: Proxy,
    ) = require(!request.url.protocol.isSecure()) {
        "Ktor's CIO engine cannot carry https targets through a proxy safely: it would resolve the target's name " +
            "locally. Nothing was sent. Set transport = EnginePerProxy(OkHttp), in Java Transports.okHttp()"
    }

    override fun open(proxy: Proxy) =
        engine.create {
            // A selector blocks a thread: each engine brings its own, so that many do not starve Dispatchers.IO.
            dispatcher = Dispatchers.IO.limitedParallelism(2)
            // What may be open at once is the rotator's to decide.
            maxConnectionsCount = Int.MAX_VALUE
            endpoint.maxConnectionsPerRoute = Int.MAX_VALUE
            configure()
            require(this.proxy == null) { "The proxy is chosen by the rotator; do not set it in the engine" }
            this.proxy = javaProxy(proxy)
            requestTimeout = 0
            endpoint.connectAttempts = 1
        }
}

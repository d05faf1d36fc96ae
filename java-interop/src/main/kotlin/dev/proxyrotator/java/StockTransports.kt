package dev.proxyrotator.java

import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.adapter.EnginePerProxy
import io.ktor.client.engine.cio.CIO
import io.ktor.client.engine.okhttp.OkHttp

/** The stock engines, which are Kotlin objects. */
internal object StockTransports {
    @JvmStatic fun cio(): ProxyTransportFactory = EnginePerProxy(CIO)

    @JvmStatic fun okHttp(): ProxyTransportFactory = EnginePerProxy(OkHttp)
}

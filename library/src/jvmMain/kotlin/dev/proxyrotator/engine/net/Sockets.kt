package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.TransportSettings

/**
 * The default transport: sockets of its own on a few threads, HTTP/1.1 through HTTP proxies, CONNECT and TLS for https
 * targets, and [Proxy.Direct][dev.proxyrotator.proxy.Proxy.Direct]. A connection is kept for requests with the same
 * proxy and credentials, a tunnel for those to the same target. No system property, environment variable or
 * `ProxySelector` changes where bytes go, and names of targets behind a proxy are never looked up.
 *
 * @throws IllegalArgumentException when an option is out of range
 */
public class Sockets(
    configure: SocketOptionsBuilder.() -> Unit = {},
) : ProxyTransportFactory {
    private val options = SocketOptionsBuilder().apply(configure).build()

    override fun create(settings: TransportSettings): ProxyTransport {
        require(!settings.http2) {
            "http2 = true needs a transport that speaks HTTP/2: set transport = EnginePerProxy(OkHttp), or leave it out"
        }
        return SocketTransport(settings, options)
    }
}

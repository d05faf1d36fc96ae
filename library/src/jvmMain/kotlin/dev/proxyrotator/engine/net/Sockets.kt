package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.TransportSettings

/**
 * The default transport: sockets of its own on a few threads, HTTP/1.1 through proxies of every scheme and chains of
 * them, CONNECT and TLS for https targets, and [Proxy.Direct][dev.proxyrotator.proxy.Proxy.Direct]. A connection is kept
 * for requests with the same proxy and credentials, a tunnel for those to the same target. No system property,
 * environment variable or `ProxySelector` changes where bytes go, and names of targets behind a proxy are looked up only
 * with [localDns][SocketOptionsBuilder.localDns].
 *
 * Where a proxy has several addresses they are tried in turns of the families, the next one 250 ms after the one before
 * or as soon as that has failed (RFC 8305); the first that answers is taken.
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

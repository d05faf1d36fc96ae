package dev.proxyrotator.java

import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.proxy.Gateway
import java.time.Duration
import kotlin.time.toKotlinDuration

/** What is made of durations, for which Java has no constructor. */
internal object KotlinTransports {
    @JvmStatic
    fun sockets(options: SocketOptions): ProxyTransportFactory =
        Sockets {
            options.threads().ifPresent { threads = it }
            options.idleTimeout().ifPresent { idleTimeout = it.toKotlinDuration() }
            options.maxAge().ifPresent { maxAge = it.toKotlinDuration() }
            options.maxIdleConnections()?.let { maxIdleConnections = it }
            options.nameTimeToLive().ifPresent { nameTimeToLive = it.toKotlinDuration() }
            localDns = options.localDns()
            basicAuthentication = options.basicAuthentication()
        }

    @JvmStatic
    fun gateway(
        maxRequests: Int?,
        maxAge: Duration?,
        connectHeaders: Map<String, String>,
    ) = Gateway(maxRequests, maxAge?.toKotlinDuration(), connectHeaders)
}

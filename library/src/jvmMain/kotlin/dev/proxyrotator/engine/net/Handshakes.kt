package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.tunnel.ConnectHandshake
import dev.proxyrotator.engine.tunnel.ProxyHandshake
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme

/** What to say to [hop] for a tunnel to [target]. */
internal fun handshakeWith(
    hop: Proxy,
    target: Authority,
): ProxyHandshake =
    when (hop.scheme) {
        ProxyScheme.HTTP, ProxyScheme.HTTPS -> ConnectHandshake(target, hop.credentials)
        else -> error("No handshake for ${hop.scheme}")
    }

package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.authentication.AuthenticationRounds
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.socks.Socks4Handshake
import dev.proxyrotator.engine.socks.Socks5Handshake
import dev.proxyrotator.engine.tunnel.ConnectHandshake
import dev.proxyrotator.engine.tunnel.ProxyHandshake
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme

/** What to say to [hop] for a tunnel to [target]; an HTTP proxy is shown credentials as [rounds] has them. */
internal fun handshakeWith(
    hop: Proxy,
    target: Authority,
    rounds: AuthenticationRounds?,
): ProxyHandshake =
    when (hop.scheme) {
        ProxyScheme.HTTP, ProxyScheme.HTTPS ->
            ConnectHandshake(target, rounds, hop.gateway?.connectHeaders.orEmpty())

        ProxyScheme.SOCKS5, ProxyScheme.SOCKS5H ->
            Socks5Handshake(target, hop.credentials)

        ProxyScheme.SOCKS4, ProxyScheme.SOCKS4A ->
            Socks4Handshake(hop.scheme, target, hop.credentials?.username.orEmpty())

        ProxyScheme.DIRECT -> error("Without a proxy there is no handshake")
    }

package dev.proxyrotator.engine.socks

import dev.proxyrotator.engine.tunnel.HandshakeOutcome
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.SocksReply
import dev.proxyrotator.proxy.Proxy

/** A SOCKS proxy's answer to the request for a connection, other than success. */
internal data class SocksRefusal(
    val reply: SocksReply,
) : HandshakeOutcome.Refused {
    override fun toException(proxy: Proxy): ProxyRotatorException =
        if (reply.isAboutUser) {
            ProxyAuthenticationException(proxy, status = null, socksReply = reply)
        } else {
            ProxyRefusedException(proxy, status = null, socksReply = reply)
        }
}

/** No method of authentication was acceptable (RFC 1928 §3), or the user name or password was not (RFC 1929). */
internal data object SocksAuthenticationRefusal : HandshakeOutcome.Refused {
    override fun toException(proxy: Proxy): ProxyRotatorException = ProxyAuthenticationException(proxy, status = null)
}

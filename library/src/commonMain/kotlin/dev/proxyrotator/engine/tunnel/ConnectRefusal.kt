package dev.proxyrotator.engine.tunnel

import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.Proxy

/**
 * An answer to CONNECT other than 2xx.
 *
 * @property snippet the beginning of what the proxy wrote for a human, in one printable line; empty unless it came
 *   together with the head.
 * @property proxyAuthenticate the challenges of a 407, as they came.
 */
internal class ConnectRefusal(
    val status: Int,
    val snippet: String,
    val proxyAuthenticate: List<String>,
) : HandshakeOutcome.Refused {
    /** 407: the credentials are missing or wrong. */
    val isAuthenticationRequired: Boolean get() = status == AUTHENTICATION_REQUIRED

    override fun toException(proxy: Proxy): ProxyRotatorException =
        if (isAuthenticationRequired) {
            ProxyAuthenticationException(proxy, status)
        } else {
            ProxyRefusedException(proxy, status, snippet = snippet)
        }

    companion object {
        const val AUTHENTICATION_REQUIRED = 407
    }
}

package dev.proxyrotator.testkit

import java.net.InetAddress
import java.net.UnknownHostException

/** Where a request to a proxy wants to go: `http://host:port/path` or, for CONNECT, `host:port`. */
internal class ForwardTarget(
    request: ReceivedRequest,
) {
    private val afterScheme = request.target.substringAfter("://")
    private val authority = afterScheme.takeWhile { it !in "/?#" }
    private val portSeparator =
        authority.lastIndexOf(':').takeIf { it > authority.lastIndexOf(']') } ?: authority.length

    /** A name or an address, of IPv6 in its brackets. */
    val host: String = authority.take(portSeparator)

    val isTunnel: Boolean = request.isConnect

    val port: Int =
        authority
            .drop(portSeparator)
            .ifEmpty { ":80" }
            .drop(1)
            .toIntOrNull()
            ?.takeIf { it in 1..65535 } ?: 0

    val isLoopback: Boolean = isLoopback(host.lowercase())

    /** What the origin gets as the request target. */
    val originForm: String = afterScheme.drop(authority.length).let { if (it.startsWith("/")) it else "/$it" }
}

private val IPV4_LOOPBACK = Regex("""127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}""")
private val IPV6 = Regex("""\[[0-9a-f.]*:[0-9a-f.:]*]""")

/** Without a look-up: names under `localhost` never leave the machine (RFC 6761 §6.3), and of others nothing is known. */
private fun isLoopback(host: String): Boolean =
    when {
        host == "localhost" || host.endsWith(".localhost") -> true
        IPV6.matches(host) -> isLoopbackLiteral(host)
        else -> IPV4_LOOPBACK.matches(host)
    }

/** The JDK takes what stands in brackets and has a colon for an address or for an error, never for a name. */
private fun isLoopbackLiteral(host: String): Boolean =
    try {
        InetAddress.getByName(host).isLoopbackAddress
    } catch (_: UnknownHostException) {
        false
    }

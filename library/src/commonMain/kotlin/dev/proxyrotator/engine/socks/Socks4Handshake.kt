package dev.proxyrotator.engine.socks

import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.malformed
import dev.proxyrotator.engine.tunnel.HandshakeOutcome
import dev.proxyrotator.failure.SocksReply
import dev.proxyrotator.proxy.ProxyScheme

private const val VERSION = 4
private const val CONNECT = 1
private const val REPLY_VERSION = 0
private const val GRANTED = 90
private const val LAST_INDEX = 7
private const val END_OF_TEXT: Byte = 0

/** An address that nobody has: the name of the target follows instead of it. */
private val NAME_FOLLOWS = byteArrayOf(0, 0, 0, 1)

/**
 * Asks a SOCKS 4 proxy for a connection to an IPv4 address, or with [ProxyScheme.SOCKS4A] to a name that the proxy
 * resolves. There is a [username], which an empty one stands for, and no password.
 *
 * @throws IllegalArgumentException when a proxy of [scheme] cannot be told of [target]
 */
internal class Socks4Handshake(
    scheme: ProxyScheme,
    target: Authority,
    username: String,
) : SocksHandshake(connectRequest(scheme, target, username)) {
    override fun take(
        index: Int,
        octet: Int,
    ) {
        when (index) {
            0 -> {
                if (octet != REPLY_VERSION) {
                    malformed("a reply that begins with octet $octet, not $REPLY_VERSION: this is no SOCKS 4")
                }
            }

            1 -> {
                checkReply(octet)
            }

            LAST_INDEX -> {
                end(HandshakeOutcome.Established)
            }
        }
    }

    private fun checkReply(code: Int) {
        if (code == GRANTED) return
        val reply = SocksReply.ofSocks4(code) ?: malformed("SOCKS reply $code, which has no meaning")
        end(SocksRefusal(reply))
    }
}

private fun connectRequest(
    scheme: ProxyScheme,
    target: Authority,
    username: String,
): ByteArray {
    socksTargetFlaw(scheme, target.host)?.let { throw IllegalArgumentException(it) }
    val octets = addressOctets(target.host)
    val name = if (octets == null) target.host.encodeToByteArray() + END_OF_TEXT else ByteArray(0)
    return byteArrayOf(VERSION.toByte(), CONNECT.toByte()) +
        portOctets(target.port) +
        (octets ?: NAME_FOLLOWS) +
        username.encodeToByteArray() + END_OF_TEXT + name
}

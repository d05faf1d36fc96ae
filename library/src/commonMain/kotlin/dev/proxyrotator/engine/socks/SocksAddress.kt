package dev.proxyrotator.engine.socks

import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.ipv4Octets
import dev.proxyrotator.proxy.ipv6Groups
import dev.proxyrotator.proxy.isAddress

internal const val IPV4_OCTETS = 4

private const val LONGEST_NAME = 255
private const val NO_NAMES =
    "a SOCKS 4 proxy takes IPv4 addresses only: write the proxy as socks4a:// if it resolves names, or have them " +
        "resolved on this machine with Sockets { localDns = true }"

/** The octets of an IP address in its normal form, 4 or 16 of them; `null` for a name. */
internal fun addressOctets(host: String): ByteArray? {
    if (!isAddress(host)) return null
    ipv4Octets(host)?.let { octets -> return ByteArray(octets.size) { octets[it].toByte() } }
    val groups = ipv6Groups(host) ?: return null
    return ByteArray(groups.size * 2) { (groups[it / 2] ushr (if (it % 2 == 0) Byte.SIZE_BITS else 0)).toByte() }
}

/** Why a proxy of this scheme cannot be told to connect to [host], or `null` when it can, or speaks no SOCKS. */
internal fun socksTargetFlaw(
    scheme: ProxyScheme,
    host: String,
): String? =
    when {
        !scheme.isSocks -> null
        '%' in host -> "an IPv6 zone means nothing beyond this machine"
        host.isEmpty() || host.length > LONGEST_NAME -> "SOCKS takes names of 1 to $LONGEST_NAME characters"
        scheme == ProxyScheme.SOCKS4 -> socks4Flaw(host, addressOctets(host))
        scheme == ProxyScheme.SOCKS4A -> addressOctets(host)?.let { socks4Flaw(host, it) }
        else -> null
    }

private fun socks4Flaw(
    host: String,
    octets: ByteArray?,
): String? =
    when {
        octets == null -> NO_NAMES

        octets.size != IPV4_OCTETS -> "SOCKS 4 has no place for IPv6 addresses; use a SOCKS 5 proxy"

        // To a 4A proxy it says that a name follows.
        octets.take(IPV4_OCTETS - 1).all { it == 0.toByte() } -> "$host is no address that SOCKS 4 can ask for"

        else -> null
    }

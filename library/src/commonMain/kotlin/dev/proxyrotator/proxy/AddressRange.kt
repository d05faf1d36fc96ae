package dev.proxyrotator.proxy

/**
 * Whether [address], in its normal form, is one that the public Internet routes to a single host.
 *
 * By the special-purpose registries of IANA (RFC 6890): not loopback, private, link-local, shared, documentation,
 * benchmarking, multicast or reserved, and no IPv6 address that only wraps an IPv4 one (mapped, NAT64, 6to4, Teredo),
 * whichever that is. Nor the one public address that a cloud answers with its metadata.
 */
internal fun isPublicAddress(address: String): Boolean =
    if (':' in address) {
        ipv6Groups(address.substringBefore('%'))?.let(::isPublicIpv6) ?: false
    } else {
        ipv4Octets(address)?.let(::isPublicIpv4) ?: false
    }

/**
 * Whether [host], in its normal form, is a public address, or a name that is not by its very form one of a local
 * network. What a name resolves to is not looked up.
 */
internal fun isPublicHost(host: String): Boolean =
    when {
        isAddress(host) -> isPublicAddress(host)
        '.' !in host -> false
        else -> LOCAL_SUFFIXES.none { ".$host".endsWith(it) }
    }

private val LOCAL_SUFFIXES =
    listOf(
        ".localhost",
        ".localdomain",
        ".local",
        ".internal",
        ".intranet",
        ".private",
        ".corp",
        ".home",
        ".home.arpa",
        ".lan",
    )

private class Ipv4Block(
    network: String,
    private val bits: Int,
) {
    private val first = pack(checkNotNull(ipv4Octets(network))) ushr (IPV4_BITS - bits)

    operator fun contains(address: Long): Boolean = address ushr (IPV4_BITS - bits) == first
}

private const val IPV4_BITS = 32

private fun pack(octets: List<Int>): Long =
    octets.fold(0L) { packed, octet ->
        (packed shl Byte.SIZE_BITS) or
            octet.toLong()
    }

private val NOT_PUBLIC_IPV4 =
    listOf(
        Ipv4Block("0.0.0.0", 8),
        Ipv4Block("10.0.0.0", 8),
        Ipv4Block("100.64.0.0", 10),
        Ipv4Block("127.0.0.0", 8),
        Ipv4Block("168.63.129.16", 32),
        Ipv4Block("169.254.0.0", 16),
        Ipv4Block("172.16.0.0", 12),
        Ipv4Block("192.0.0.0", 24),
        Ipv4Block("192.0.2.0", 24),
        Ipv4Block("192.88.99.0", 24),
        Ipv4Block("192.168.0.0", 16),
        Ipv4Block("198.18.0.0", 15),
        Ipv4Block("198.51.100.0", 24),
        Ipv4Block("203.0.113.0", 24),
        // Multicast, reserved, broadcast.
        Ipv4Block("224.0.0.0", 3),
    )

private fun isPublicIpv4(octets: List<Int>): Boolean {
    val address = pack(octets)
    return NOT_PUBLIC_IPV4.none { address in it }
}

// Of all there is, only 2000::/3 is handed out.
private fun isPublicIpv6(groups: List<Int>): Boolean {
    val (first, second) = groups
    return when (first) {
        // The protocol assignments, Teredo among them, and documentation.
        0x2001 -> second >= 0x200 && second != 0xdb8

        // 6to4.
        0x2002 -> false

        // Documentation.
        0x3fff -> second >= 0x1000

        else -> first in 0x2000..0x3fff
    }
}

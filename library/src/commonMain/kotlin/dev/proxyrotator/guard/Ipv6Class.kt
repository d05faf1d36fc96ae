package dev.proxyrotator.guard

import dev.proxyrotator.proxy.ipv6Groups

private const val GROUP_BITS = 16

/** The addresses that begin with the first [length] bits of [start]. */
private class Ipv6Block(
    start: String,
    private val length: Int,
    /** `null` where an IPv4 address stands in the [embedded] group and the one after it, and says what it is. */
    val addressClass: AddressClass?,
    val embedded: Int = 6,
) {
    private val start = checkNotNull(ipv6Groups(start))

    fun holds(groups: List<Int>): Boolean {
        val whole = length / GROUP_BITS
        for (at in 0 until whole) if (groups[at] != start[at]) return false
        val rest = length % GROUP_BITS
        return rest == 0 || (groups[whole] xor start[whole]) ushr (GROUP_BITS - rest) == 0
    }
}

/** In this order: the first that holds an address counts. */
private val BLOCKS =
    listOf(
        Ipv6Block("::", 128, AddressClass.UNSPECIFIED),
        Ipv6Block("::1", 128, AddressClass.LOOPBACK),
        // Mapped (RFC 4291 §2.5.5.2), translated (RFC 2765) and compatible (RFC 4291 §2.5.5.1).
        Ipv6Block("::ffff:0:0", 96, addressClass = null),
        Ipv6Block("::ffff:0:0:0", 96, AddressClass.RESERVED),
        Ipv6Block("::", 96, AddressClass.RESERVED),
        // NAT64 (RFC 6052, RFC 8215) and 6to4 (RFC 3056).
        Ipv6Block("64:ff9b::", 96, addressClass = null),
        Ipv6Block("64:ff9b:1::", 48, AddressClass.PRIVATE),
        Ipv6Block("2002::", 16, addressClass = null, embedded = 1),
        Ipv6Block("2001:2::", 48, AddressClass.DOCUMENTATION),
        // Teredo, ORCHID and other protocols: some of them lead to addresses they do not show.
        Ipv6Block("2001::", 23, AddressClass.RESERVED),
        Ipv6Block("2001:db8::", 32, AddressClass.DOCUMENTATION),
        Ipv6Block("3fff::", 20, AddressClass.DOCUMENTATION),
        Ipv6Block("2000::", 3, AddressClass.PUBLIC),
        Ipv6Block("fc00::", 7, AddressClass.PRIVATE),
        Ipv6Block("fe80::", 10, AddressClass.LINK_LOCAL),
        Ipv6Block("fec0::", 10, AddressClass.PRIVATE),
        Ipv6Block("ff00::", 8, AddressClass.MULTICAST),
    )

internal fun ipv6Class(groups: List<Int>): AddressClass {
    val block = BLOCKS.firstOrNull { it.holds(groups) } ?: return AddressClass.RESERVED
    return block.addressClass ?: ipv4Class(listOf(block.embedded, block.embedded + 1).flatMap { octets(groups[it]) })
}

private fun octets(group: Int): List<Int> = listOf(group ushr 8, group and 0xff)

package dev.proxyrotator.guard

private const val BITS = 32
private const val OCTET_BITS = 8

/** The addresses that begin with the first [length] bits of [start]. */
private class Ipv4Block(
    start: String,
    private val length: Int,
    val addressClass: AddressClass,
) {
    private val start = bits(start.split('.').map { it.toInt() })

    fun holds(address: Long): Boolean = (address xor start) ushr (BITS - length) == 0L
}

private fun bits(octets: List<Int>): Long = octets.fold(0L) { bits, octet -> (bits shl OCTET_BITS) or octet.toLong() }

private val BLOCKS =
    listOf(
        Ipv4Block("0.0.0.0", 8, AddressClass.UNSPECIFIED),
        Ipv4Block("10.0.0.0", 8, AddressClass.PRIVATE),
        Ipv4Block("100.64.0.0", 10, AddressClass.SHARED),
        Ipv4Block("127.0.0.0", 8, AddressClass.LOOPBACK),
        Ipv4Block("168.63.129.16", 32, AddressClass.PLATFORM),
        Ipv4Block("169.254.0.0", 16, AddressClass.LINK_LOCAL),
        Ipv4Block("172.16.0.0", 12, AddressClass.PRIVATE),
        Ipv4Block("192.0.0.0", 24, AddressClass.RESERVED),
        Ipv4Block("192.0.2.0", 24, AddressClass.DOCUMENTATION),
        Ipv4Block("192.88.99.0", 24, AddressClass.RESERVED),
        Ipv4Block("192.168.0.0", 16, AddressClass.PRIVATE),
        Ipv4Block("198.18.0.0", 15, AddressClass.DOCUMENTATION),
        Ipv4Block("198.51.100.0", 24, AddressClass.DOCUMENTATION),
        Ipv4Block("203.0.113.0", 24, AddressClass.DOCUMENTATION),
        Ipv4Block("224.0.0.0", 4, AddressClass.MULTICAST),
        Ipv4Block("255.255.255.255", 32, AddressClass.MULTICAST),
        Ipv4Block("240.0.0.0", 4, AddressClass.RESERVED),
    )

internal fun ipv4Class(octets: List<Int>): AddressClass {
    val address = bits(octets)
    return BLOCKS.firstOrNull { it.holds(address) }?.addressClass ?: AddressClass.PUBLIC
}

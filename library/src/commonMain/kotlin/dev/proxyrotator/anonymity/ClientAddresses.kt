package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.ipv4Octets
import dev.proxyrotator.proxy.ipv6Groups
import dev.proxyrotator.proxy.readAddress

private const val OCTET_BITS = 8
private const val GROUP_BITS = 16

/** The addresses and networks by which a client is known; of a family without any, nothing is known. */
internal class ClientAddresses(
    texts: Set<String>,
) {
    private val networks = texts.map(::readNetwork)

    operator fun contains(address: String): Boolean {
        val bits = bitsOf(address)
        return networks.any { bits.startsWith(it) }
    }

    /** Whether any address of the family of [address] is known, so that another one is not the client's. */
    fun knowsFamilyOf(address: String): Boolean {
        val family = bitsOf(address).first()
        return networks.any { it.first() == family }
    }

    private fun readNetwork(text: String): String {
        val bits = readAddress(text.substringBefore('/'))?.let(::bitsOf)
        val length = if ('/' in text) text.substringAfter('/').toIntOrNull() else bits?.lastIndex
        require(bits != null && length != null && length in 1..bits.lastIndex) {
            "clientAddresses must be IP addresses or networks such as 192.0.2.0/24, one was \"$text\""
        }
        return bits.take(1 + length)
    }

    /** Which family it is of, and its bits. */
    private fun bitsOf(address: String): String {
        val octets = ipv4Octets(address)
        if (octets != null) return "4" + octets.joinToString("") { binary(it, OCTET_BITS) }
        return "6" + checkNotNull(ipv6Groups(address.substringBefore('%'))).joinToString("") { binary(it, GROUP_BITS) }
    }

    private fun binary(
        number: Int,
        length: Int,
    ) = number.toString(radix = 2).padStart(length, '0')
}

package dev.proxyrotator.engine.net

import java.net.Inet6Address
import java.net.InetAddress

/**
 * In which order to try these addresses of one host (RFC 8305 §4): the families in turn, IPv6 first, so that one that
 * leads nowhere costs little; within a family as the system has ordered them. None stands there twice.
 */
internal fun inTurns(addresses: List<InetAddress>): List<InetAddress> {
    if (addresses.size < 2) return addresses
    val (ipv6, ipv4) = addresses.distinct().partition { it is Inet6Address }
    return List(maxOf(ipv6.size, ipv4.size)) { listOfNotNull(ipv6.getOrNull(it), ipv4.getOrNull(it)) }.flatten()
}

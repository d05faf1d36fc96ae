package dev.proxyrotator.guard

import dev.proxyrotator.proxy.ipv4Octets
import dev.proxyrotator.proxy.ipv6Groups

/** What an IP address is for, after the registries of special-purpose addresses (RFC 6890, RFC 8190). */
internal enum class AddressClass {
    /** Anybody on the internet may have it. */
    PUBLIC,

    /** `0.0.0.0/8`, `::`: this machine to some systems. */
    UNSPECIFIED,

    /** `127.0.0.0/8`, `::1`. */
    LOOPBACK,

    /** RFC 1918, RFC 4193, site-local, and the NAT64 prefix for local use (RFC 8215). */
    PRIVATE,

    /** `169.254.0.0/16`, `fe80::/10`; most clouds have their metadata there. */
    LINK_LOCAL,

    /** Between a provider and its customers (RFC 6598); some clouds have their metadata there. */
    SHARED,

    /** The host of a virtual machine, under a public address. */
    PLATFORM,

    /** Many at once, or all. */
    MULTICAST,

    /** For examples (RFC 5737, RFC 3849, RFC 9637) and measurements (RFC 2544, RFC 5180). */
    DOCUMENTATION,

    /** Not given out, or only for protocols. */
    RESERVED,
}

/**
 * The class of [address], an IPv4 address of four decimal octets or an IPv6 address, in brackets or with a zone or without
 * either; `null` for anything else. An IPv6 address that stands for an IPv4 address is what that is.
 */
internal fun addressClass(address: String): AddressClass? {
    ipv4Octets(address)?.let { return ipv4Class(it) }
    val plain = address.removeSurrounding("[", "]").substringBefore('%')
    return ipv6Groups(plain)?.let(::ipv6Class)
}

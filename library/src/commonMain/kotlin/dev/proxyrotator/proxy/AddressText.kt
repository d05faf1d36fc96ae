package dev.proxyrotator.proxy

private const val MAPPED = "::ffff:"

/**
 * The IP address in [text], with or without brackets and a port, in its normal form, IPv4-mapped IPv6 as IPv4; null when it
 * is none.
 */
internal fun readAddress(text: String): String? {
    val inside = if (text.startsWith('[')) text.substring(1).substringBefore(']') else text
    val address =
        readIpv4(inside).valueOrNull
            ?: readIpv4(inside.substringBefore(':')).valueOrNull
            ?: readIpv6(inside).valueOrNull
    return address?.let { if (it.startsWith(MAPPED)) it.removePrefix(MAPPED) else it }
}

package dev.proxyrotator.proxy

/**
 * Reads an IPv4 address, an IPv6 address with or without brackets, or a name, into its one normal form: lower case,
 * A-labels (RFC 5890), IPv6 as in RFC 5952 without brackets, no trailing dot.
 */
internal fun readHost(text: String): Reading<String> =
    when {
        text.isEmpty() -> Reading.Flaw("the host is missing")
        text[0] == '[' && text.last() == ']' -> readIpv6(text.substring(1, text.length - 1))
        text[0] == '[' -> Reading.Flaw("the bracket around the IPv6 address is not closed")
        ':' in text -> readIpv6(text)
        else -> readName(text)
    }

/** Whether [host], in its normal form, is a host beyond doubt: a single label might as well be a user name. */
internal fun isPlainlyHost(host: String): Boolean = '.' in host || ':' in host || host == "localhost"

/** Whether [host], in its normal form, is an address: of names, none ends in a number or has a colon. */
internal fun isAddress(host: String): Boolean = ':' in host || host.substringAfterLast('.').all { it in '0'..'9' }

private fun readName(text: String): Reading<String> {
    val name = readDomainName(text)
    val host = name.valueOrNull ?: return name
    val lastLabel = host.substringAfterLast('.')
    return if (isNumber(lastLabel)) readIpv4(host) else name
}

// The "ends in a number" test of the WHATWG URL standard: such a host is an IPv4 address to some resolvers.
private fun isNumber(label: String): Boolean =
    label.all { it in '0'..'9' } || (label.startsWith("0x") && label.drop(2).all(::isHexDigit))

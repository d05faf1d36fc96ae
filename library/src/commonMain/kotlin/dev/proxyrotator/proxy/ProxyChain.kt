package dev.proxyrotator.proxy

/** Between the URLs of a chain. A `>` is percent-encoded inside of one (RFC 3986). */
internal const val HOP_SEPARATOR = "->"

internal const val MAX_HOPS = 8

/** What keeps [hops] from being a chain, or null. */
internal fun chainFlaw(hops: List<Proxy>): String? =
    when {
        hops.isEmpty() -> "a chain has at least one proxy"
        hops.size > MAX_HOPS -> "a chain has at most $MAX_HOPS proxies, not ${hops.size}"
        hops.any { it.scheme == ProxyScheme.DIRECT } -> DIRECT_FLAW_IN_CHAIN
        hops.zipWithNext().any { (hop, next) -> !hop.reaches(next) } -> SOCKS4_FLAW
        else -> null
    }

private const val DIRECT_FLAW_IN_CHAIN = "Proxy.Direct is no proxy, so it cannot be one of a chain"
private const val SOCKS4_FLAW =
    "a socks4 proxy can only be followed by one that is named by its IPv4 address; use socks4a or socks5"

private fun Proxy.reaches(next: Proxy) = scheme != ProxyScheme.SOCKS4 || readIpv4(next.host).valueOrNull != null

/** Whether [text] is several URLs of proxies with [HOP_SEPARATOR] between them. */
internal fun isChain(text: String): Boolean =
    HOP_SEPARATOR in text && text.split(HOP_SEPARATOR).all { schemeNameOf(it) != null }

/** Reads URLs with [HOP_SEPARATOR] between them. */
internal fun readChain(chain: ProxyText): Proxy {
    var start = 0
    val hops =
        chain.text.split(HOP_SEPARATOR).map { hop ->
            val part = chain.part(start, start + hop.length)
            start += hop.length + HOP_SEPARATOR.length
            readUrl(part)
        }
    chainFlaw(hops)?.let { chain.shownAs(hops.joinToString(HOP_SEPARATOR)).fail(it) }
    return Proxy.chain(hops)
}

private fun readUrl(hop: ProxyText): Proxy {
    val name = schemeNameOf(hop.text).orEmpty()
    if (isDirect(name)) hop.fail(DIRECT_FLAW, 0)
    val scheme = ProxyScheme.named(name) ?: hop.fail(unknownScheme(), 0)
    return readUrl(scheme, hop.after(name.length + SCHEME_END.length, "${scheme.urlName}://$REDACTED"))
}

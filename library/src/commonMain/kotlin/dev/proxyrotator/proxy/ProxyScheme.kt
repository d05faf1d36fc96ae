package dev.proxyrotator.proxy

/**
 * The protocol spoken to a proxy.
 *
 * Every SOCKS scheme here lets the proxy resolve the target's name, except [SOCKS4], which can only carry an IPv4
 * address. [SOCKS5] and [SOCKS5H] therefore behave the same; they stay two schemes, and two identities, so that a
 * proxy is printed as it was written. (curl resolves locally for `socks5` and at the proxy for `socks5h`.)
 *
 * @property urlName the scheme as it stands in a URL, in lower case.
 * @property defaultPort the port of a URL without one: 80 for http, 443 for https, 1080 for SOCKS. (curl takes 1080
 *   for an http proxy.) 0 for [DIRECT].
 */
public enum class ProxyScheme(
    public val urlName: String,
    public val defaultPort: Int,
) {
    /** Plain HTTP/1.1 to the proxy: absolute-form requests, and CONNECT for https targets (RFC 9110, RFC 9112). */
    HTTP("http", 80),

    /** As [HTTP], inside TLS to the proxy. */
    HTTPS("https", 443),

    /** SOCKS 4: a user name, no password, IPv4 targets only. */
    SOCKS4("socks4", 1080),

    /** SOCKS 4A: as [SOCKS4], and the proxy resolves names. */
    SOCKS4A("socks4a", 1080),

    /** SOCKS 5 (RFC 1928) with the names resolved by the proxy. */
    SOCKS5("socks5", 1080),

    /** Another way to write [SOCKS5]. */
    SOCKS5H("socks5h", 1080),

    /** No proxy at all. Only [Proxy.Direct] has it; nothing that is read does. */
    DIRECT("direct", 0),
    ;

    internal val isSocks: Boolean get() = this == SOCKS4 || this == SOCKS4A || this == SOCKS5 || this == SOCKS5H

    /** Whether the proxy reads requests to `http` targets and passes them on, rather than opening a tunnel. */
    internal val forwards: Boolean get() = this == HTTP || this == HTTPS

    internal companion object {
        /** Those of proxies, which may come from a list or a document. */
        val readable: List<ProxyScheme> = entries - DIRECT

        fun named(name: String): ProxyScheme? = readable.firstOrNull { it.urlName.equals(name, ignoreCase = true) }
    }
}

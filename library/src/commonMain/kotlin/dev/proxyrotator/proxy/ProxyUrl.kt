package dev.proxyrotator.proxy

/** The URL of a proxy; [userinfo] is printed as it is. */
internal fun printUrl(
    scheme: ProxyScheme,
    userinfo: String?,
    host: String,
    port: Int,
): String =
    buildString {
        append(scheme.urlName).append("://")
        if (scheme == ProxyScheme.DIRECT) return@buildString
        if (userinfo != null) append(userinfo).append('@')
        // RFC 6874: the percent sign before a zone is itself escaped.
        if (':' in host) append('[').append(host.replace("%", "%25")).append(']') else append(host)
        append(':').append(port)
    }

/** Reads `user:password@host:port/`; [url] begins after the `://`. */
internal fun readUrl(
    scheme: ProxyScheme,
    url: ProxyText,
): Proxy {
    val end = url.text.indexOfAny(charArrayOf('/', '?', '#')).let { if (it < 0) url.text.length else it }
    val authority = url.text.substring(0, end)
    val at = authority.lastIndexOf('@')
    if (authority.indexOf('@') != at) {
        url.fail("an @ in a user name or password is written %40 in a URL", authority.indexOf('@'))
    }
    requireNoPath(url, end)
    val endpoint = readEndpoint(scheme, url, start = at + 1, end)
    if (at < 0) return Proxy.create(scheme, endpoint.host, endpoint.port, credentials = null)
    val shown = if (isPlainlyHost(endpoint.host)) url.shownAs(endpoint.redactedUrl(scheme)) else url
    val credentials = readUserinfo(scheme, shown, authority.substring(0, at))
    return Proxy.create(scheme, endpoint.host, endpoint.port, credentials)
}

private class Endpoint(
    val host: String,
    val port: Int,
) {
    fun redactedUrl(scheme: ProxyScheme): String = printUrl(scheme, REDACTED, host, port)
}

private fun requireNoPath(
    url: ProxyText,
    end: Int,
) {
    val rest = url.text.length - end
    if (rest == 0 || (rest == 1 && url.text[end] == '/')) return
    url.fail(
        "a proxy URL has no path, query or fragment; in a user name or password write / as %2F, ? as %3F and # as %23",
        end,
    )
}

private fun readEndpoint(
    scheme: ProxyScheme,
    url: ProxyText,
    start: Int,
    end: Int,
): Endpoint {
    val text = url.text.substring(start, end)
    val hostEnd = endOfHost(text).let { if (it < 0) text.length else it }
    if (!text.startsWith('[') && text.indexOf(':', hostEnd + 1) >= 0) url.fail(TOO_MANY_COLONS, start + hostEnd)
    val host = url.require(readHost(url.withPlainZone(text.substring(0, hostEnd), start)), start)
    val port =
        when {
            hostEnd == text.length -> scheme.defaultPort
            else -> url.require(readPort(text.substring(hostEnd + 1)), start + hostEnd + 1)
        }
    return Endpoint(host, port)
}

internal const val TOO_MANY_COLONS =
    "too many colons: an IPv6 address is written in brackets, and a user name needs a password"

/** Where the colon after the host stands in a text that begins with a host; -1 if there is none. */
internal fun endOfHost(text: String): Int =
    if (text.startsWith('[')) text.indexOf("]:").let { if (it < 0) it else it + 1 } else text.indexOf(':')

private fun ProxyText.withPlainZone(
    host: String,
    start: Int,
): String {
    val percent = host.indexOf('%')
    if (!host.startsWith('[') || percent < 0) return host
    if (!host.startsWith("%25", percent)) fail("in a URL an IPv6 zone is written after %25", start + percent)
    return host.replaceRange(percent, percent + "%25".length, "%")
}

private fun readUserinfo(
    scheme: ProxyScheme,
    url: ProxyText,
    userinfo: String,
): ProxyCredentials {
    if (userinfo == REDACTED) url.fail("it was written without its secrets: use Proxy.urlWithCredentials()", 0)
    val colon = userinfo.indexOf(':').let { if (it < 0) userinfo.length else it }
    val username = url.require(percentDecode(userinfo.substring(0, colon)), 0)
    val password = url.require(percentDecode(userinfo.drop(colon + 1)), colon + 1)
    return url.credentials(scheme, username, password, 0)
}

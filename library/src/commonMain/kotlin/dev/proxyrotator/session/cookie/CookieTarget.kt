package dev.proxyrotator.session.cookie

import dev.proxyrotator.proxy.isAddress
import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import io.ktor.http.Url
import io.ktor.http.isSecure

/**
 * What of a request's URL decides about cookies.
 *
 * @property host in lower case, A-labels (RFC 5890), no trailing dot; IPv6 without brackets.
 */
internal class CookieTarget(
    val host: String,
    val path: String,
    val isSecure: Boolean,
) {
    companion object {
        /** The target of [url], or `null` if its host is none. */
        fun of(url: Url): CookieTarget? =
            readHost(url.host).valueOrNull?.let { host ->
                CookieTarget(host, url.encodedPath.ifEmpty { "/" }, url.protocol.isSecure())
            }
    }
}

/** RFC 6265 §5.1.3, for hosts in their normal form. */
internal fun domainMatches(
    host: String,
    domain: String,
): Boolean =
    host == domain || (host.endsWith(domain) && isLabelStart(host, host.length - domain.length) && !isAddress(host))

private fun isLabelStart(
    host: String,
    index: Int,
): Boolean = index > 0 && host[index - 1] == '.'

/** RFC 6265 §5.1.4. */
internal fun pathMatches(
    requestPath: String,
    cookiePath: String,
): Boolean =
    requestPath.startsWith(cookiePath) &&
        (requestPath.length == cookiePath.length || cookiePath.endsWith('/') || requestPath[cookiePath.length] == '/')

/** The path of a cookie that names none: the directory of the request (RFC 6265 §5.1.4). */
internal fun defaultPath(requestPath: String): String = requestPath.substringBeforeLast('/', "").ifEmpty { "/" }

/** Whether a cookie may be meant for [host] and those below it: an address has none, one label is a registry's. */
internal fun mayHaveSubdomains(host: String): Boolean = '.' in host && !isAddress(host)

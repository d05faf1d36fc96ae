package dev.proxyrotator.engine.pattern

import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import io.ktor.http.Url

/** The URL of a request as patterns see it, one for all its spellings. */
internal class UrlParts(
    url: Url,
) {
    val scheme: String = url.protocol.name

    /** In lower case, A-labels (RFC 5890), IPv6 without brackets. */
    val host: String = readHost(url.host).valueOrNull ?: url.host.lowercase()

    val port: Int = url.port

    val hasUsualPort: Boolean = url.port == url.protocol.defaultPort

    /** As it is sent, without the query. */
    val path: String = url.encodedPath.ifEmpty { "/" }

    /** The whole URL without user information and fragment. */
    val text: String by lazy(LazyThreadSafetyMode.NONE) {
        val bracketed = if (':' in host) "[$host]" else host
        val query = if (url.encodedQuery.isEmpty()) "" else "?${url.encodedQuery}"
        "$scheme://$bracketed" + (if (hasUsualPort) "" else ":$port") + path + query
    }
}

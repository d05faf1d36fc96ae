package dev.proxyrotator.source

import dev.proxyrotator.proxy.isPublicHost
import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import io.ktor.http.URLParserException
import io.ktor.http.URLProtocol
import io.ktor.http.Url

private val PRINTABLE = '!'..'~'

/**
 * Reads a URL strictly: what two readers may take for two hosts is refused.
 *
 * @throws IllegalArgumentException if it is not for fetching a list from; the message does not quote it.
 */
internal fun readSourceUrl(
    text: String,
    allowPrivate: Boolean,
): Url {
    val authority = text.substringAfter("://", "").takeWhile { it !in "/?#" }
    require(text.all { it in PRINTABLE && it != '\\' } && authority.count { it == '@' } <= 1) {
        "The URL of a proxy list has only printable ASCII characters, no backslash and at most one @"
    }
    val url =
        try {
            if (authority.isEmpty()) null else Url(text)
        } catch (_: URLParserException) {
            // Its message quotes the URL.
            null
        }
    requireNotNull(url) { "The URL of a proxy list must be like https://host/path" }
    sourceFlaw(url, allowPrivate)?.let { throw IllegalArgumentException(it) }
    return url
}

internal fun sourceFlaw(
    url: Url,
    allowPrivate: Boolean,
): String? = sourceFlaw(url.protocol, url.host, allowPrivate)

/** Why a list must not be fetched from there, or `null`. */
internal fun sourceFlaw(
    protocol: URLProtocol,
    urlHost: String,
    allowPrivate: Boolean,
): String? {
    val host = readHost(urlHost).valueOrNull
    val isAllowed = host != null && (allowPrivate || isPublicHost(host))
    return when {
        protocol != URLProtocol.HTTP && protocol != URLProtocol.HTTPS -> "A proxy list is fetched by http or https only"
        host == null -> "The host in the URL of a proxy list is not valid"
        !isAllowed -> "A proxy list is not fetched from a private or local host: set allowPrivate"
        else -> null
    }
}

package dev.proxyrotator.samples.demo

import io.ktor.http.URLParserException
import io.ktor.http.Url
import io.ktor.http.isSecure

/** A URL to fetch. */
internal class Target(
    val url: String,
    /** What must come back, or `null` when any response will do. */
    val expected: ByteArray? = null,
) {
    val isSecure: Boolean get() = Url(url).protocol.isSecure()
}

/** A line that is no URL to fetch. [reason] shows nothing of it. */
internal class BadTarget(
    val reason: String,
) : Exception(reason)

internal fun parseTarget(text: String): Target {
    if (!text.startsWith("http://", ignoreCase = true) && !text.startsWith("https://", ignoreCase = true)) {
        throw BadTarget("a URL begins with http:// or https://")
    }
    if (text.any { it.isWhitespace() || it.isISOControl() }) throw BadTarget("a URL has no white space in it")
    val url =
        try {
            Url(text)
        } catch (_: URLParserException) {
            throw BadTarget("it is not a URL")
        }
    if (url.host.isEmpty() || text.substringAfter("://").take(1) in NO_HOST) throw BadTarget("the URL has no host")
    // The rotator would leave them out, and the answer would not be the one that was meant.
    if (url.user != null) throw BadTarget("the URL has a user name in it; the demo sends no credentials to targets")
    return Target(text)
}

/** What follows the scheme where no host does; Ktor would take `localhost`. */
private val NO_HOST = setOf("", "/", "?", "#", ":")

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
    val afterScheme = text.substringAfter("://")
    if (url.host.isEmpty() || afterScheme.first() in "/?#:") throw BadTarget("the URL has no host")
    if (url.specifiedPort !in 0..MAX_PORT) throw BadTarget("the port is not between 1 and $MAX_PORT")
    // The rotator would leave them out, and the answer would not be the one that was meant.
    if (url.user != null) throw BadTarget("the URL has a user name in it; the demo sends no credentials to targets")
    return Target(text)
}

private const val MAX_PORT = 65_535

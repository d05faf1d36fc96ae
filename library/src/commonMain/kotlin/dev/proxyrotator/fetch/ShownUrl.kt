package dev.proxyrotator.fetch

import dev.proxyrotator.proxy.REDACTED
import io.ktor.http.parseUrl

private const val AFTER_SCHEME = "://"

/** [url] without what may be secret in it: user and password, the values of its query, its fragment. */
internal fun shownUrl(url: String): String {
    // Where a password begins and ends in a URL that is none, nobody can tell.
    if (parseUrl(url) == null) return "(no URL)"
    val shown = withoutUserInfo(url).substringBefore('#')
    val query = shown.substringAfter('?', missingDelimiterValue = "")
    if (query.isEmpty()) return shown
    return shown.substringBefore('?') +
        query.split('&').joinToString("&", prefix = "?") { parameter ->
            if ('=' in parameter) parameter.substringBefore('=') + "=" + REDACTED else REDACTED
        }
}

/** [url] without the user and password before its host; otherwise as it is. */
internal fun withoutUserInfo(url: String): String {
    val start = url.indexOf(AFTER_SCHEME).let { if (it < 0) return url else it + AFTER_SCHEME.length }
    val end = url.indexOfAny(charArrayOf('/', '\\', '?', '#'), start).let { if (it < 0) url.length else it }
    val at = url.lastIndexOf('@', end - 1)
    return if (at < start) url else url.removeRange(start, at + 1)
}

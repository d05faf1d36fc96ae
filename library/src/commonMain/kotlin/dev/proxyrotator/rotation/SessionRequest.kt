package dev.proxyrotator.rotation

import dev.proxyrotator.defaults.isForEverybody
import dev.proxyrotator.session.SessionState
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.takeFrom
import io.ktor.http.HttpHeaders

/**
 * This request with the headers of [session] where it has none of its own, and its cookies beside its own. One that was
 * redirected to another origin [isAway]: it gets only what a browser says of itself everywhere.
 */
internal fun HttpRequestData.inSession(
    session: SessionState,
    isAway: Boolean,
): HttpRequestData {
    val sent = if (isAway) session.headers.filterKeys(::isForEverybody) else session.headers
    return withCookies(session.cookieHeader(url), sent)
}

/** This request with [cookies] beside its own, and with those of [defaults] that it has not itself. */
internal fun HttpRequestData.withCookies(
    cookies: String?,
    defaults: Map<String, String> = emptyMap(),
): HttpRequestData {
    if (cookies == null && defaults.isEmpty()) return this
    return HttpRequestBuilder()
        .takeFrom(this)
        .apply {
            defaults.forEach { (name, value) -> if (name !in headers) headers[name] = value }
            if (cookies != null) {
                headers[HttpHeaders.Cookie] = listOfNotNull(headers[HttpHeaders.Cookie], cookies).joinToString("; ")
            }
        }.build()
}

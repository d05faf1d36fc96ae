package dev.proxyrotator

import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.url
import io.ktor.http.URLParserException

/** Sets [url]; Ktor's own error would show it, and there may be a password in it. */
internal fun HttpRequestBuilder.target(url: String): HttpRequestBuilder =
    apply {
        // Ktor takes http for it, whatever the base URL says.
        require(
            !url.startsWith("//"),
        ) { "The URL of the request names a host but no scheme; put http: or https: before it" }
        try {
            url(url)
            // Ktor puts a slash before a query that has no path.
            if (url.startsWith('?')) this.url.encodedPathSegments = emptyList()
        } catch (_: URLParserException) {
            throw IllegalArgumentException("The URL of the request cannot be parsed; it must be like http://host/path")
        }
    }

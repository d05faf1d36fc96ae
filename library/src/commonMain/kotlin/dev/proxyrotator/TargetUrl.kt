package dev.proxyrotator

import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.url
import io.ktor.http.URLParserException

/** Sets [url]; Ktor's own error would show it, and there may be a password in it. */
internal fun HttpRequestBuilder.target(url: String): HttpRequestBuilder =
    apply {
        try {
            url(url)
        } catch (_: URLParserException) {
            throw IllegalArgumentException("The URL of the request cannot be parsed; it must be like http://host/path")
        }
    }

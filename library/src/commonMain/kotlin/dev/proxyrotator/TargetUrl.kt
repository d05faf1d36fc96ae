package dev.proxyrotator

import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.basicAuth
import io.ktor.client.request.url
import io.ktor.http.HttpHeaders
import io.ktor.http.URLParserException

/**
 * Sets [url]. A user name and password in it become Basic credentials for the target and leave the URL, so that no proxy,
 * log or error sees them there; for the same reason Ktor's own error, which shows the URL, is not passed on.
 */
internal fun HttpRequestBuilder.target(url: String): HttpRequestBuilder =
    apply {
        try {
            url(url)
        } catch (_: URLParserException) {
            throw IllegalArgumentException("The URL of the request cannot be parsed; it must be like http://host/path")
        }
        val user = this.url.user ?: return@apply
        if (HttpHeaders.Authorization !in headers) basicAuth(user, this.url.password.orEmpty())
        this.url.user = null
        this.url.password = null
    }

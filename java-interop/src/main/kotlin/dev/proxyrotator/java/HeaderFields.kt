package dev.proxyrotator.java

import io.ktor.http.HttpHeaders

/** Refuses header fields that would fail, or be passed over, when the request is sent. */
internal object HeaderFields {
    private val written = setOf(HttpHeaders.ContentLength, HttpHeaders.TransferEncoding).map { it.lowercase() }

    @JvmStatic
    fun check(
        name: String,
        value: String,
    ) {
        HttpHeaders.checkHeaderName(name)
        try {
            HttpHeaders.checkHeaderValue(value)
        } catch (_: IllegalArgumentException) {
            // Ktor's message shows the value, which may be a token.
            throw IllegalArgumentException("The value of $name has a control character in it")
        }
        require(name.lowercase() !in written) { "$name is written by the client, from the body" }
    }
}

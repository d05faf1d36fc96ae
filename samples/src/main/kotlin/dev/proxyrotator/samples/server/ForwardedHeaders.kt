package dev.proxyrotator.samples.server

import io.ktor.http.Headers
import io.ktor.http.headers

/** Those of [fields] that are for the other end, and not for this connection alone (RFC 9110, 7.6.1). */
internal fun endToEnd(fields: Headers): Headers {
    val named =
        fields
            .getAll("Connection")
            .orEmpty()
            .flatMap { it.split(',') }
            .map { it.trim().lowercase() }
    val dropped = HOP_BY_HOP + named
    return headers {
        fields.forEach { name, values -> if (name.lowercase() !in dropped) appendAll(name, values) }
    }
}

/** Also what each side writes for itself: the host, and how long the body is and where it ends. */
private val HOP_BY_HOP =
    setOf(
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )

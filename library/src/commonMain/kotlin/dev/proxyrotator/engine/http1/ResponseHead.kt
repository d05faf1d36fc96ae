package dev.proxyrotator.engine.http1

import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode

/** Status line and header section of a response. */
internal class ResponseHead(
    val version: HttpProtocolVersion,
    val status: HttpStatusCode,
    val headers: ResponseHeaders,
)

package dev.proxyrotator.java

import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.readRawBytes
import io.ktor.client.statement.request
import io.ktor.util.toMap

/** The response as a value, with its body read. */
internal suspend fun HttpResponse.inMemory(): Response =
    Response(request.url.toString(), status.value, headers.toMap(), readRawBytes(), proxy, attempts)

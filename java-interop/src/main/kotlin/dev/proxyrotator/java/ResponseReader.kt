package dev.proxyrotator.java

import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.redirects
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.readRawBytes
import io.ktor.client.statement.request
import io.ktor.http.Url
import io.ktor.util.toMap
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/** The response as a value, with its body read. */
internal suspend fun HttpResponse.inMemory(): Response = with(readRawBytes())

/** The same without the body if that was streamed and its connection is closed. */
internal suspend fun HttpResponse.asFarAsThere(): Response =
    try {
        inMemory()
    } catch (_: Exception) {
        currentCoroutineContext().ensureActive()
        with(ByteArray(0))
    }

private fun HttpResponse.with(body: ByteArray) =
    Response(
        request.url.toString(),
        status.value,
        headers.toMap(),
        body,
        redirects.map(Url::toString),
        attempts,
    )

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
internal suspend fun HttpResponse.inMemory(codec: JsonCodec?): Response = with(readRawBytes(), codec)

/** The same without the body if that was streamed and its connection is closed. */
internal suspend fun HttpResponse.asFarAsThere(codec: JsonCodec?): Response =
    try {
        inMemory(codec)
    } catch (_: Exception) {
        currentCoroutineContext().ensureActive()
        with(ByteArray(0), codec)
    }

private fun HttpResponse.with(
    body: ByteArray,
    codec: JsonCodec?,
) = Response(
    request.url.toString(),
    status.value,
    headers.toMap(),
    body,
    redirects.map(Url::toString),
    attempts,
    codec,
)

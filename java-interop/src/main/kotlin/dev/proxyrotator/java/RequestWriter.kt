package dev.proxyrotator.java

import dev.proxyrotator.rotation.rotation
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.parameter
import io.ktor.client.request.setBody
import io.ktor.http.ContentType
import io.ktor.http.content.ByteArrayContent
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import kotlinx.coroutines.withContext
import java.io.InputStream
import java.util.concurrent.Callable

/** Writes all of [request] but its method and URL. */
internal fun HttpRequestBuilder.write(request: Request) {
    request.query().forEach { (name, value) -> parameter(name, value) }
    request.headers().forEach { (name, value) -> headers.append(name, value) }
    request.body().ifPresent { setBody(it.content()) }
    rotation {
        request.maxAttempts().ifPresent { maxAttempts = it }
        request.timeouts().ifPresent { limits -> timeouts { take(limits) } }
        request.followRedirects().ifPresent { followRedirects = it }
        request.retryStatuses().ifPresent { retryStatuses = it }
        request.idempotent().ifPresent { idempotent = it }
        request.maxFailovers().ifPresent { maxFailovers = it }
        request.idempotencyKey().ifPresent { idempotencyKey = it }
        request.session().ifPresent { session = it }
        request.stickyKey().ifPresent { stickyKey = it }
        request.isolation().ifPresent { isolation = it }
        filter = request.filter()
    }
}

private fun Body.content(): OutgoingContent {
    val type = ContentType.parse(mediaType())
    return bytes()?.let { ByteArrayContent(it, type) } ?: StreamContent(source(), type)
}

/** The bytes of an [InputStream], opened for sending and closed at its end; blocking reads stay on IO threads. */
private class StreamContent(
    private val source: Callable<out InputStream>,
    override val contentType: ContentType,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) =
        withContext(Dispatchers.IO) {
            source.call().use { stream ->
                val buffer = ByteArray(BUFFER_SIZE)
                while (true) {
                    val count = runInterruptible { stream.read(buffer) }
                    if (count == -1) break
                    channel.writeFully(buffer, 0, count)
                    channel.flush()
                }
            }
        }

    private companion object {
        const val BUFFER_SIZE = 8192
    }
}

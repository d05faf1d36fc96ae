package dev.proxyrotator.java

import dev.proxyrotator.rotation.rotation
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.parameter
import io.ktor.client.request.setBody
import io.ktor.http.ContentType
import io.ktor.http.content.ByteArrayContent
import io.ktor.http.content.OutgoingContent

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
    return bytes()?.let { ByteArrayContent(it, type) } ?: StreamedContent(streamed(), type, length())
}

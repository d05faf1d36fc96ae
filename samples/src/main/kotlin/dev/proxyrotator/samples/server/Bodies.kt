package dev.proxyrotator.samples.server

import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsChannel
import io.ktor.http.Headers
import io.ktor.http.HttpMethod
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.OutgoingContent
import io.ktor.http.contentLength
import io.ktor.server.application.ApplicationCall
import io.ktor.server.request.httpMethod
import io.ktor.server.request.receiveChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.copyTo

/** The body of a request, read only when the way to the upstream is open, and only as fast as that takes it. */
internal class Upload(
    private val call: ApplicationCall,
    override val contentLength: Long,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) {
        call.receiveChannel().copyWhollyTo(channel)
    }
}

/** The response of the upstream, status and end-to-end headers included. */
internal fun answer(
    call: ApplicationCall,
    response: HttpResponse,
): OutgoingContent {
    val hasBody = call.request.httpMethod != HttpMethod.Head && response.status !in BODILESS
    return if (hasBody) StreamedAnswer(response) else BodilessAnswer(response)
}

private class StreamedAnswer(
    private val response: HttpResponse,
) : OutgoingContent.WriteChannelContent() {
    override val status: HttpStatusCode = response.status
    override val headers: Headers = endToEnd(response.headers)
    override val contentLength: Long? = response.contentLength()

    override suspend fun writeTo(channel: ByteWriteChannel) {
        response.bodyAsChannel().copyWhollyTo(channel)
    }
}

private class BodilessAnswer(
    response: HttpResponse,
) : OutgoingContent.NoContent() {
    override val status: HttpStatusCode = response.status
    override val headers: Headers = endToEnd(response.headers)
    override val contentLength: Long? = response.contentLength()
}

/** What has no body, whatever its headers say (RFC 9110, 6.4.1). */
private val BODILESS = setOf(HttpStatusCode.NoContent, HttpStatusCode.NotModified)

/** Copying ends without an error when the channel breaks between two reads, and a part would pass for the whole. */
private suspend fun ByteReadChannel.copyWhollyTo(channel: ByteWriteChannel) {
    copyTo(channel)
    closedCause?.let { throw it }
}

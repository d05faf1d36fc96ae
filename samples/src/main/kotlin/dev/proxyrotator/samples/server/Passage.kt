package dev.proxyrotator.samples.server

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyRotatorException
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.prepareRequest
import io.ktor.client.request.setBody
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsChannel
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpMethod
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.OutgoingContent
import io.ktor.server.application.ApplicationCall
import io.ktor.server.request.httpMethod
import io.ktor.server.request.receiveChannel
import io.ktor.server.request.uri
import io.ktor.server.response.respond
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.copyTo

/** Passes requests on to the upstream, and its responses back. No body is held in memory: each side waits for the other. */
internal class Passage(
    private val upstream: UpstreamUrl,
    private val rotator: ProxyRotator,
) {
    suspend fun pass(call: ApplicationCall) {
        if (HttpHeaders.TransferEncoding in call.request.headers) {
            // To the server engine a chunked body that breaks off between two chunks looks like one at its end.
            call.respond(Refusal(HttpStatusCode.LengthRequired, "an upload must have a Content-Length"))
            return
        }
        try {
            // Only a statement that is executed streams; get and its like take the body into memory.
            rotator.client.prepareRequest { describe(call) }.execute { response ->
                call.respond(Answer(call, response))
            }
        } catch (refused: RefusedPath) {
            call.respond(Refusal(HttpStatusCode.BadRequest, refused.message))
        } catch (failure: ProxyRotatorException) {
            // Once the head is sent, breaking off is all that is left: the client must not take a part for the whole.
            if (call.response.isCommitted) throw failure
            call.respond(refusalAfter(failure))
        }
    }

    private fun HttpRequestBuilder.describe(call: ApplicationCall) {
        method = call.request.httpMethod
        upstream.writeTo(url, call.request.uri)
        headers.appendAll(endToEnd(call.request.headers))
        val length = call.request.headers[HttpHeaders.ContentLength]?.toLongOrNull() ?: 0
        if (length > 0) setBody(Upload(call, length))
    }
}

/** The body of a request, read only when the way to the upstream is open, and only as fast as that takes it. */
private class Upload(
    private val call: ApplicationCall,
    override val contentLength: Long,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) {
        call.receiveChannel().copyWhollyTo(channel)
    }
}

/** The response of the upstream, status and end-to-end headers included. */
private class Answer(
    call: ApplicationCall,
    private val response: HttpResponse,
) : OutgoingContent.WriteChannelContent() {
    private val isBodiless = call.request.httpMethod == HttpMethod.Head
    override val status: HttpStatusCode = response.status
    override val headers: Headers = endToEnd(response.headers)
    override val contentLength: Long? = response.headers[HttpHeaders.ContentLength]?.toLongOrNull()

    override suspend fun writeTo(channel: ByteWriteChannel) {
        if (isBodiless) return
        response.bodyAsChannel().copyWhollyTo(channel)
    }
}

/** Copying ends without an error when the channel breaks between two reads, and a part would pass for the whole. */
private suspend fun ByteReadChannel.copyWhollyTo(channel: ByteWriteChannel) {
    copyTo(channel)
    closedCause?.let { throw it }
}

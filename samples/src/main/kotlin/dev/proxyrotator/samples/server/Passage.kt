package dev.proxyrotator.samples.server

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyRotatorException
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.prepareRequest
import io.ktor.client.request.setBody
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.server.application.ApplicationCall
import io.ktor.server.request.httpMethod
import io.ktor.server.request.uri
import io.ktor.server.response.respond

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
                call.respond(answer(call, response))
            }
        } catch (refused: RefusedPath) {
            call.respond(Refusal(HttpStatusCode.BadRequest, refused.message))
        } catch (invalid: IllegalArgumentException) {
            // The rotator sends nothing that might be read in two ways.
            call.refuse(invalid, Refusal(HttpStatusCode.BadRequest, "it cannot be passed on as it is"))
        } catch (failure: ProxyRotatorException) {
            call.refuse(failure, refusalAfter(failure))
        }
    }

    /** Once the head is sent, breaking off is all that is left: the client must not take a part for the whole. */
    private suspend fun ApplicationCall.refuse(
        failure: Exception,
        refusal: Refusal,
    ) {
        if (response.isCommitted) throw failure
        respond(refusal)
    }

    private fun HttpRequestBuilder.describe(call: ApplicationCall) {
        method = call.request.httpMethod
        upstream.writeTo(url, call.request.uri)
        headers.appendAll(endToEnd(call.request.headers))
        val length = call.request.headers[HttpHeaders.ContentLength]?.toLongOrNull() ?: 0
        if (length > 0) setBody(Upload(call, length))
    }
}

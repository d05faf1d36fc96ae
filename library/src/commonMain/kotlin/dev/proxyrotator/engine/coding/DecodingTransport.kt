package dev.proxyrotator.engine.coding

import dev.proxyrotator.engine.Compression
import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.leavesCodingOpen
import dev.proxyrotator.failure.ResponseDecodingException
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.request.HttpRequestData
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpMethod
import io.ktor.util.appendFiltered
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Job

/** A [transport] whose responses are decoded, as far as nobody else is to do that. */
internal class DecodingTransport(
    private val transport: ProxyTransport,
    private val compression: Compression,
    private val inflations: InflationFactory,
) {
    /**
     * Like [ProxyTransport.execute]; nothing is kept beyond the end of [call].
     *
     * @throws ResponseDecodingException for a response with too many codings
     */
    suspend fun execute(
        request: HttpRequestData,
        route: Route,
        scope: CoroutineScope,
        call: Job,
    ): TransportResponse {
        val response = transport.execute(request, route, scope)
        if (!isOurs(request, response)) return response
        val codings = codings(response, route.proxy)
        return if (codings.isEmpty()) response else decoded(response, codings, route.proxy, call)
    }

    private fun isOurs(
        request: HttpRequestData,
        response: TransportResponse,
    ): Boolean =
        compression.enabled && HttpHeaders.ContentEncoding in response.headers && request.leavesCodingOpen &&
            request.method != HttpMethod.Head && response.status.value !in WITHOUT_WHOLE_BODY

    private fun codings(
        response: TransportResponse,
        proxy: Proxy,
    ): List<ContentCoding> =
        try {
            ContentCoding.of(response.headers.getAll(HttpHeaders.ContentEncoding).orEmpty())
        } catch (refused: UndecodableException) {
            throw ResponseDecodingException(proxy, refused.reason, refused.detail, refused)
        }

    private fun decoded(
        response: TransportResponse,
        codings: List<ContentCoding>,
        proxy: Proxy,
        call: Job,
    ): TransportResponse {
        val completion = response.completion.copy()
        val body =
            DecodedBody(response.body, { decoder(codings) }) { flaw ->
                ResponseDecodingException(proxy, flaw.reason, flaw.detail, flaw).also(completion::completeExceptionally)
            }
        call.invokeOnCompletion { body.close() }
        return TransportResponse(
            response.status,
            response.version,
            Headers.build { appendFiltered(response.headers) { name, _ -> name.lowercase() !in OF_THE_CODED } },
            response.requestTime,
            body,
            completion,
        )
    }

    private fun decoder(codings: List<ContentCoding>): ContentDecoder =
        codings
            .asReversed()
            .map { LimitedDecoder(it.open(inflations), compression) }
            .reduce<ContentDecoder, ContentDecoder> { outer, inner ->
                LimitedDecoder(StackedDecoder(outer, inner), compression)
            }

    private companion object {
        /** 206 has a part of what was encoded (RFC 9110 §15.3.7). */
        val WITHOUT_WHOLE_BODY = setOf(204, 206, 304)

        val OF_THE_CODED = setOf("content-encoding", "content-length")

        /** Completes like this unless it is completed with something else before. */
        fun Deferred<Unit>.copy(): CompletableDeferred<Unit> {
            val copy = CompletableDeferred<Unit>()
            invokeOnCompletion { cause ->
                when (cause) {
                    null -> copy.complete(Unit)
                    is CancellationException -> copy.cancel(cause)
                    else -> copy.completeExceptionally(cause)
                }
            }
            return copy
        }
    }
}

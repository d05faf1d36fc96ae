package dev.proxyrotator.rotation

import io.ktor.client.HttpClient
import io.ktor.client.engine.HttpClientEngineCapability
import io.ktor.client.request.ClientUpgradeContent
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.statement.HttpResponse
import io.ktor.http.HttpHeaders
import io.ktor.http.content.OutgoingContent
import io.ktor.util.AttributeKey
import io.ktor.utils.io.InternalAPI
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.withContext
import kotlin.coroutines.ContinuationInterceptor

/**
 * The way of a request from a rotator to its engine past Ktor's pipelines, which cost more than everything below them.
 * Only for a client that has nothing in its pipelines but what Ktor itself puts there; what that does to a request of
 * the plain kind is done here.
 */
internal class ShortWay(
    private val client: HttpClient,
    private val engine: RotationEngine,
    private val redirects: RedirectFollower,
) {
    /** The response with its body in memory, or `null` for a request that needs the pipelines; nothing was sent then. */
    suspend fun send(request: HttpRequestBuilder): HttpResponse? {
        if (!isPlain(request)) return null
        client.checkOpen()
        request.prepare(engine.rules.defaults)
        render(request)
        try {
            val isThere = currentCoroutineContext()[ContinuationInterceptor] === engine.dispatcher
            return if (isThere) follow(request) else withContext(engine.dispatcher) { follow(request) }
        } catch (error: CancellationException) {
            throw client.afterClose(error)
        }
    }

    private suspend fun follow(request: HttpRequestBuilder): HttpResponse =
        redirects.follow(request, send = { execute(it) }, discard = { })

    private suspend fun execute(request: HttpRequestBuilder): HttpResponse {
        val data = request.build()
        return CallInMemory(client, data, engine.executeInMemory(data)).response
    }

    /** What Ktor's own transformers do to a request whose body is content already. */
    private fun render(request: HttpRequestBuilder) {
        val headers = request.headers
        if (HttpHeaders.Accept !in headers) headers.append(HttpHeaders.Accept, "*/*")
        if ((request.body as OutgoingContent).contentType != null) headers.remove(HttpHeaders.ContentType)
    }

    /** Other bodies are turned into content by Ktor, other attributes speak to its plugins. */
    @OptIn(InternalAPI::class)
    private fun isPlain(request: HttpRequestBuilder): Boolean =
        request.body is OutgoingContent && request.body !is ClientUpgradeContent &&
            request.attributes.allKeys.all { it in KNOWN }

    private companion object {
        val KNOWN: Set<AttributeKey<*>> =
            setOf(
                RequestRotation.Key,
                AttributeKey<Map<HttpClientEngineCapability<*>, Any>>("EngineCapabilities"),
            )
    }
}

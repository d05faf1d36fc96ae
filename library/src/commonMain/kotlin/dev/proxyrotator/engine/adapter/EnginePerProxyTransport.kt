package dev.proxyrotator.engine.adapter

import dev.proxyrotator.engine.BodyRate
import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.asksForUpgrade
import dev.proxyrotator.engine.isOpenEnded
import dev.proxyrotator.engine.leavesCodingOpen
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.HttpClient
import io.ktor.client.plugins.HttpTimeoutCapability
import io.ktor.client.plugins.HttpTimeoutConfig
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.prepareRequest
import io.ktor.client.request.setBody
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsChannel
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpMethod
import io.ktor.http.HttpStatusCode
import io.ktor.http.contentLength
import io.ktor.http.takeFrom
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.readAvailable
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.io.IOException
import kotlin.time.Duration
import kotlin.time.TimeSource

/**
 * A transport over stock Ktor engines: one engine for each proxy in use. It carries what the engine does safely and
 * refuses the rest.
 */
internal class EnginePerProxyTransport(
    private val rules: EngineRules,
    private val acceptEncoding: String?,
) : ProxyTransport {
    private val engines = EngineCache(MAX_IDLE_ENGINES, rules.ownsEngines, rules.retiresOnFailure, ::client)

    override fun check(proxy: Proxy) = rules.check(proxy)

    override suspend fun execute(
        request: HttpRequestData,
        route: Route,
        scope: CoroutineScope,
    ): TransportResponse {
        rules.check(request, route.proxy)
        require(!request.asksForUpgrade) {
            "WebSockets and other upgrades need the default transport: leave transport = EnginePerProxy(…) out"
        }
        require(route.isolation == null) { "Stock engines cannot isolate connections; use the default transport" }
        val exchange = Exchange(request, route)
        val running = scope.launch { exchange.run() }
        running.invokeOnCompletion { exchange.end(it ?: CancellationException("The exchange is over")) }
        val limit = route.timeouts.responseHead
        withTimeoutOrNull(limit) { exchange.head.await() }?.let { return it }
        running.cancel()
        throw ProxyTimeoutException(ProxyTimeoutException.Phase.RESPONSE_HEAD, limit)
    }

    override fun forget(proxy: Proxy) = engines.forget(proxy)

    override fun close() {
        engines.close()
        rules.close()
    }

    override suspend fun awaitClosed() = engines.awaitClosed()

    private fun client(proxy: Proxy) =
        HttpClient(rules.open(proxy)) {
            // A bare pipe: what plugins there are have done their work on the caller's client.
            expectSuccess = false
            followRedirects = false
            useDefaultTransformers = false
        }

    /** One request to its end; [head] and the body channel are what the caller sees of it. */
    private inner class Exchange(
        private val request: HttpRequestData,
        private val route: Route,
    ) {
        val head = CompletableDeferred<TransportResponse>()
        private val body = RelayedBody()
        private val timeouts = route.timeouts
        private val completion = CompletableDeferred<Unit>()

        suspend fun run() {
            try {
                engines.use(route.proxy) { client ->
                    client.prepareRequest(attempt()).execute { relay(it) }
                }
                completion.complete(Unit)
                body.finish()
            } catch (error: Throwable) {
                currentCoroutineContext().ensureActive()
                val cause = error.unwrapped()
                val failure = rules.translate(cause, route.proxy, timeouts)
                if (failure == null || head.isActive) {
                    end(failure ?: cause)
                } else {
                    completion.completeExceptionally(failure)
                    body.finish(failure)
                }
            }
        }

        /** Does nothing to an exchange that has ended already. */
        fun end(error: Throwable) {
            head.completeExceptionally(error)
            if (completion.completeExceptionally(error)) {
                body.cancel(error as? IOException ?: IOException("The exchange ended", error))
            }
        }

        private fun attempt() =
            HttpRequestBuilder().apply {
                method = request.method
                url.takeFrom(request.url)
                // CIO would write both into the absolute-form request target, for the proxy to read.
                url.user = null
                url.password = null
                url.fragment = ""
                headers.appendAll(request.headers)
                // OkHttp would ask for gzip by itself, and undo it without a limit.
                codingToAskFor()?.let { headers[HttpHeaders.AcceptEncoding] = it }
                setBody(request.body)
                attributes.put(Route.Key, route)
                setCapability(HttpTimeoutCapability, limits(request.getCapabilityOrNull(HttpTimeoutCapability)))
                rules.authenticate(this, route.proxy)
            }

        private fun codingToAskFor(): String? =
            when {
                request.leavesCodingOpen -> acceptEncoding ?: "identity"
                request.isOpenEnded && HttpHeaders.AcceptEncoding !in request.headers -> "identity"
                else -> null
            }

        private fun limits(asked: HttpTimeoutConfig?) =
            HttpTimeoutConfig(
                connectTimeoutMillis = timeouts.connect.orInfinite(),
                // The silence that counts is the sender's, not that of a slow reader: see copy.
                socketTimeoutMillis = asked?.socketTimeoutMillis ?: HttpTimeoutConfig.INFINITE_TIMEOUT_MS,
            )

        private suspend fun relay(response: HttpResponse) {
            flaw(response)?.let { throw ProxyProtocolException(route.proxy, it) }
            head.complete(
                TransportResponse(
                    response.status,
                    response.version,
                    response.headers,
                    response.requestTime,
                    body,
                    completion,
                ),
            )
            val received = copy(response.bodyAsChannel())
            val promised = promisedLength(response)
            // Stock engines take a body that breaks off for a complete one.
            if (promised != null && received < promised) {
                throw ProxyConnectionLostException(route.proxy, "the body ended after $received of $promised bytes")
            }
        }

        /** What stock engines let pass though it leaves in doubt where the message ends. */
        private fun flaw(response: HttpResponse): String? {
            val lengths = response.headers.getAll(HttpHeaders.ContentLength).orEmpty()
            return when {
                response.status == HttpStatusCode.SwitchingProtocols -> "101, though no upgrade was asked for"
                lengths.distinct().size > 1 -> "several Content-Length fields"
                !lengths.all(::isLength) -> "a Content-Length that is no number"
                else -> null
            }
        }

        /** 1*DIGIT in ASCII (RFC 9110 §8.6), as far as a number holds it. */
        private fun isLength(value: String) = value.all { it in '0'..'9' } && value.toLongOrNull() != null

        private suspend fun copy(source: ByteReadChannel): Long {
            val buffer = ByteArray(BUFFER_SIZE)
            val rate = BodyRate(timeouts.minimumBodyRate, timeouts.idle, TimeSource.Monotonic)
            var total = 0L
            while (true) {
                val count =
                    withTimeoutOrNull(timeouts.idle) { source.readAvailable(buffer) }
                        ?: throw ProxyTimeoutException(ProxyTimeoutException.Phase.IDLE, timeouts.idle)
                if (count == -1) {
                    // A channel that was closed with an error reads like one that is at its end.
                    source.closedCause?.let { throw it }
                    return total
                }
                if (rate.isTooSlow(count)) {
                    throw ProxyTimeoutException(ProxyTimeoutException.Phase.BODY_RATE, timeouts.idle)
                }
                pass(buffer, count)
                total += count
            }
        }

        private suspend fun pass(
            buffer: ByteArray,
            count: Int,
        ) {
            try {
                body.write(buffer, count)
            } catch (closed: IOException) {
                throw ReaderGaveUp(closed)
            }
        }

        private fun promisedLength(response: HttpResponse): Long? {
            val hasNoBody = request.method == HttpMethod.Head || response.status.value in BODILESS
            val isEncoded = response.headers.contains(HttpHeaders.TransferEncoding)
            return if (hasNoBody || isEncoded) null else response.contentLength()
        }
    }

    /** Says nothing about the proxy: who read the body has had enough of it. */
    private class ReaderGaveUp(
        cause: IOException,
    ) : Exception("The reader of the body gave up", cause)

    private companion object {
        const val BUFFER_SIZE = 8192
        const val MAX_IDLE_ENGINES = 64
        val BODILESS = setOf(204, 304)

        fun Duration.orInfinite() =
            if (isInfinite()) HttpTimeoutConfig.INFINITE_TIMEOUT_MS else inWholeMilliseconds.coerceAtLeast(1)

        /** Engines cancel their call with the true reason inside. */
        fun Throwable.unwrapped(): Throwable {
            var error = this
            while (error is CancellationException) error = error.cause ?: return error
            return error
        }
    }
}

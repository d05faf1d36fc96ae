package dev.proxyrotator.rotation

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.asksForUpgrade
import dev.proxyrotator.event.EventPublisher
import dev.proxyrotator.failure.TargetRefusedException
import dev.proxyrotator.pool.RealProxyPool
import dev.proxyrotator.session.Sessions
import io.ktor.client.HttpClient
import io.ktor.client.engine.HttpClientEngineBase
import io.ktor.client.engine.HttpClientEngineCapability
import io.ktor.client.engine.HttpClientEngineConfig
import io.ktor.client.engine.callContext
import io.ktor.client.plugins.HttpTimeoutCapability
import io.ktor.client.plugins.sse.SSECapability
import io.ktor.client.plugins.websocket.WebSocketCapability
import io.ktor.client.plugins.websocket.WebSocketExtensionsCapability
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.http.HttpHeaders
import io.ktor.http.URLProtocol
import io.ktor.utils.io.InternalAPI
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.job

/**
 * Rotation as a Ktor engine: plugins above it see one request, however many attempts it takes. Owns the [transport],
 * which is closed when the engine is closed or cancelled.
 */
internal class RotationEngine(
    val attempts: AttemptLoop,
    val pool: RealProxyPool,
    val sessions: Sessions,
    val rules: RequestRules,
    private val transport: ProxyTransport,
    override val config: HttpClientEngineConfig,
    val events: EventPublisher,
) : HttpClientEngineBase("proxy-rotator") {
    override val dispatcher: CoroutineDispatcher = config.dispatcher ?: Dispatchers.Default

    override val supportedCapabilities: Set<HttpClientEngineCapability<*>> =
        setOf(HttpTimeoutCapability, WebSocketCapability, WebSocketExtensionsCapability, SSECapability)

    /** Is over before the engine is: no call must go on, and fail, over a transport that was closed under it. */
    private val calls = SupervisorJob(coroutineContext.job)

    init {
        coroutineContext.job.invokeOnCompletion { transport.close() }
    }

    @InternalAPI
    override fun install(client: HttpClient) {
        super.install(client)
        client.guardRequests(rules.defaults)
    }

    fun checkOpen() = check(coroutineContext.job.isActive) { CLOSED }

    /** Ends every request under way. Idempotent, does not wait. */
    override fun close() {
        coroutineContext.cancel(CancellationException(CLOSED))
        super.close()
        transport.close()
    }

    /** Returns after [close] when everything is released. */
    suspend fun awaitClosed() {
        coroutineContext.job.join()
        pool.awaitIdle()
        transport.awaitClosed()
    }

    @InternalAPI
    override suspend fun execute(data: HttpRequestData): HttpResponseData {
        val request = data.overHttp()
        refuseUnsafe(request)
        require(!request.asksForUpgrade || request.isStreamed) {
            "A connection that changes its protocol cannot be read into memory: open it by client.webSocket(url) { } " +
                "or client.prepareRequest(url) { }.execute { }"
        }
        val context = callContext()
        val tie = endWithEngine(context.job)
        context.job.invokeOnCompletion { tie.dispose() }
        return attempts.run(request, context)
    }

    /** The same for a caller on the [dispatcher], with a `ByteArray` for the body. */
    suspend fun executeInMemory(data: HttpRequestData): HttpResponseData {
        val request = data.overHttp()
        refuseUnsafe(request)
        return attempts.runInMemory(request, dispatcher, ::endWithEngine)
    }

    /** Ktor's own tie is to the client, which a `close` leaves without ending the calls under way. */
    private fun endWithEngine(call: Job): DisposableHandle =
        calls.invokeOnCompletion { call.cancel(CancellationException(CLOSED)) }

    private fun refuseUnsafe(data: HttpRequestData) {
        require(data.url.protocol == URLProtocol.HTTP || data.url.protocol == URLProtocol.HTTPS) {
            "Only http and https URLs can be requested, not ${data.url.protocol.name}"
        }
        require(
            HttpHeaders.ProxyAuthorization !in data.headers && HttpHeaders.ProxyAuthorization !in data.body.headers,
        ) {
            "A Proxy-Authorization header would reach the target; put the credentials into the proxy " +
                "(http://user:password@host:port) and leave the header away"
        }
        if (!rules.guard.allows(data.url)) throw TargetRefusedException(data.url.host)
    }
}

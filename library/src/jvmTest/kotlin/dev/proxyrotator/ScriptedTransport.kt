package dev.proxyrotator

import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.TransportSettings
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.request.HttpRequestData
import io.ktor.http.Headers
import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode
import io.ktor.util.date.GMTDate
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope

/** A transport that answers by [answer] and remembers what became of it. */
internal class ScriptedTransport(
    val settings: TransportSettings,
    private val answer: suspend (HttpRequestData, Route) -> TransportResponse,
) : ProxyTransport {
    val routes = ArrayList<Route>()
    val forgotten = ArrayList<Proxy>()
    private val closed = CompletableDeferred<Unit>()
    val isClosed: Boolean get() = closed.isCompleted

    override fun check(proxy: Proxy) = Unit

    override suspend fun execute(
        request: HttpRequestData,
        route: Route,
        scope: CoroutineScope,
    ): TransportResponse {
        routes.add(route)
        return answer(request, route)
    }

    override fun forget(proxy: Proxy) {
        forgotten.add(proxy)
    }

    override fun close() {
        closed.complete(Unit)
    }

    override suspend fun awaitClosed() = closed.await()
}

/** A response that is complete in memory. */
internal fun complete(
    text: String,
    status: HttpStatusCode = HttpStatusCode.OK,
) = TransportResponse(status, HttpProtocolVersion.HTTP_1_1, Headers.Empty, GMTDate(), text.toByteArray())

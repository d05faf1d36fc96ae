package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.SuspendingPeer
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.engine.TransportSettings
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import io.ktor.client.request.HttpRequestData
import io.ktor.client.utils.EmptyContent
import io.ktor.http.Headers
import io.ktor.http.HttpMethod
import io.ktor.http.Url
import io.ktor.util.Attributes
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.toByteArray
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob

/** This project's transport alone: no rotation, nothing of Ktor's client above it. */
internal class EnginePeer(
    setup: PeerSetup,
) : SuspendingPeer() {
    private val transport =
        Sockets().create(
            TransportSettings(
                Timeouts(),
                TlsSettings(),
                Limits(maxConnections = setup.concurrency, maxConnectionsPerProxy = setup.concurrency),
            ),
        )
    private val routes =
        setup.proxyPorts.map {
            Route(
                Proxy.parse("http://${PeerSetup.PROXY_HOST}:$it"),
                mayRepeat = true,
            )
        }
    private val url = Url(setup.url)
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    override suspend fun fetch(proxy: Int): Int {
        val response = transport.execute(request(), routes[proxy], scope)
        return response.bytes?.size ?: response.body.toByteArray().size
    }

    @OptIn(InternalAPI::class)
    private fun request() =
        HttpRequestData(url, HttpMethod.Get, Headers.Empty, EmptyContent, SupervisorJob(), Attributes())
}

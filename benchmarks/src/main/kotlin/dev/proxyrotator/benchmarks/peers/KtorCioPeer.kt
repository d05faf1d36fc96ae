package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.SuspendingPeer
import io.ktor.client.HttpClient
import io.ktor.client.engine.ProxyBuilder
import io.ktor.client.engine.cio.CIO
import io.ktor.client.engine.http
import io.ktor.client.request.get
import io.ktor.client.statement.bodyAsBytes

/** Ktor with its stock CIO engine: a client for each proxy, since an engine knows only one. */
internal class KtorCioPeer(
    private val setup: PeerSetup,
) : SuspendingPeer() {
    private val clients =
        setup.proxyPorts.map { port ->
            HttpClient(CIO) {
                engine {
                    proxy = ProxyBuilder.http("http://${PeerSetup.PROXY_HOST}:$port")
                    maxConnectionsCount = setup.concurrency
                    endpoint.maxConnectionsPerRoute = setup.concurrency
                }
            }
        }

    override suspend fun fetch(proxy: Int): Int = clients[proxy].get(setup.url).bodyAsBytes().size
}

package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.CallbackPeer
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder
import org.apache.hc.client5.http.config.TlsConfig
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient
import org.apache.hc.client5.http.impl.async.HttpAsyncClients
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner
import org.apache.hc.core5.concurrent.FutureCallback
import org.apache.hc.core5.http.HttpHost
import org.apache.hc.core5.http.protocol.HttpContext
import org.apache.hc.core5.http2.HttpVersionPolicy
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicInteger

/** Apache HttpComponents 5, asynchronous: a route planner takes the proxies in turn. */
internal class ApachePeer(
    private val setup: PeerSetup,
) : CallbackPeer() {
    private val client: CloseableHttpAsyncClient =
        HttpAsyncClients
            .custom()
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder
                    .create()
                    .setMaxConnTotal(setup.concurrency * setup.proxyPorts.size)
                    .setMaxConnPerRoute(setup.concurrency)
                    .setDefaultTlsConfig(TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
                    .build(),
            ).setRoutePlanner(InTurn(setup.proxyPorts))
            .disableCookieManagement()
            .disableRedirectHandling()
            .build()
            .apply { start() }

    override fun send(
        proxy: Int,
        exchange: Exchange,
    ) {
        client.execute(
            SimpleRequestBuilder.get(setup.url).build(),
            object : FutureCallback<SimpleHttpResponse> {
                override fun completed(response: SimpleHttpResponse) =
                    exchange.complete(response.bodyBytes?.size ?: 0)

                override fun failed(error: Exception) = exchange.fail(error)

                override fun cancelled() = exchange.fail(CancellationException())
            },
        )
    }

    private class InTurn(
        ports: List<Int>,
    ) : DefaultRoutePlanner(null) {
        private val proxies = ports.map { HttpHost(PeerSetup.PROXY_HOST, it) }
        private val next = AtomicInteger()

        override fun determineProxy(
            target: HttpHost,
            context: HttpContext,
        ): HttpHost = proxies[Math.floorMod(next.getAndIncrement(), proxies.size)]
    }
}

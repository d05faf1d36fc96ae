package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.CallbackPeer
import org.asynchttpclient.AsyncCompletionHandler
import org.asynchttpclient.Dsl
import org.asynchttpclient.Response

/** AsyncHttpClient: the proxy is part of the request. */
internal class AsyncHttpClientPeer(
    setup: PeerSetup,
) : CallbackPeer() {
    private val client = Dsl.asyncHttpClient(Dsl.config().setKeepAlive(true))
    private val requests =
        setup.proxyPorts.map { port ->
            val proxy = Dsl.proxyServer(PeerSetup.PROXY_HOST, port).build()
            Dsl.get(setup.url).setProxyServer(proxy).build()
        }

    override fun send(
        proxy: Int,
        exchange: Exchange,
    ) {
        client.executeRequest(
            requests[proxy],
            object : AsyncCompletionHandler<Unit>() {
                override fun onCompleted(response: Response?) = exchange.complete(response!!.responseBodyAsBytes.size)

                override fun onThrowable(error: Throwable) = exchange.fail(error)
            },
        )
    }
}

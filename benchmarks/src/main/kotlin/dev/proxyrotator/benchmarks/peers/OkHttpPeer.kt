package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.CallbackPeer
import okhttp3.Call
import okhttp3.Callback
import okhttp3.ConnectionPool
import okhttp3.Dispatcher
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.Response
import java.io.IOException
import java.net.Proxy
import java.util.concurrent.TimeUnit

/** OkHttp: one client for each proxy; they share threads and connections. */
internal class OkHttpPeer(
    setup: PeerSetup,
) : CallbackPeer() {
    // A call counts until its callback has returned, which sends the next one.
    private val roomyDispatcher =
        Dispatcher().apply {
            maxRequests = 2 * setup.concurrency
            maxRequestsPerHost = 2 * setup.concurrency
        }
    private val shared =
        OkHttpClient
            .Builder()
            .dispatcher(roomyDispatcher)
            .connectionPool(ConnectionPool(IDLE_PER_REQUEST * setup.concurrency, 1, TimeUnit.MINUTES))
            .build()
    private val clients =
        setup.proxyAddresses.map { shared.newBuilder().proxy(Proxy(Proxy.Type.HTTP, it)).build() }
    private val request = Request.Builder().url(setup.url).build()

    override fun send(
        proxy: Int,
        exchange: Exchange,
    ) = clients[proxy].newCall(request).enqueue(
        object : Callback {
            override fun onResponse(
                call: Call,
                response: Response,
            ) {
                val length =
                    try {
                        response.use { it.body.bytes().size }
                    } catch (error: IOException) {
                        return exchange.fail(error)
                    }
                exchange.complete(length)
            }

            override fun onFailure(
                call: Call,
                e: IOException,
            ) = exchange.fail(e)
        },
    )

    private companion object {
        /** Connections that may be kept: the proxies take turns, and each needs as many as it had at its busiest. */
        const val IDLE_PER_REQUEST = 8
    }
}

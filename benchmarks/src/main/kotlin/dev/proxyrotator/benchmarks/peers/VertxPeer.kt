package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.CallbackPeer
import dev.proxyrotator.benchmarks.load.Peer
import dev.proxyrotator.benchmarks.load.Slot
import io.vertx.core.Context
import io.vertx.core.DeploymentOptions
import io.vertx.core.Future
import io.vertx.core.VerticleBase
import io.vertx.core.Vertx
import io.vertx.core.VertxOptions
import io.vertx.core.http.HttpClientOptions
import io.vertx.core.http.HttpClientResponse
import io.vertx.core.http.PoolOptions
import io.vertx.core.http.RequestOptions
import io.vertx.core.net.ProxyOptions
import io.vertx.core.net.ProxyType
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import java.util.function.Supplier

/** Vert.x: a verticle with a client of its own on each event loop; the proxy is part of the request. */
internal class VertxPeer(
    private val setup: PeerSetup,
) : Peer {
    private val verticles = CopyOnWriteArrayList<RequestingVerticle>()
    private val next = AtomicInteger()

    init {
        val vertx = Vertx.vertx(VertxOptions().setEventLoopPoolSize(EVENT_LOOPS))
        val created = Supplier { RequestingVerticle(setup).also(verticles::add) }
        vertx
            .deployVerticle(created, DeploymentOptions().setInstances(EVENT_LOOPS))
            .await(DEPLOYMENT_SECONDS, TimeUnit.SECONDS)
    }

    override fun occupy(slot: Slot) = verticles[Math.floorMod(next.getAndIncrement(), verticles.size)].occupy(slot)

    private companion object {
        val EVENT_LOOPS = Runtime.getRuntime().availableProcessors()
        const val DEPLOYMENT_SECONDS = 10L
    }
}

private class RequestingVerticle(
    private val setup: PeerSetup,
) : VerticleBase() {
    private val requests =
        setup.proxyPorts.map { port ->
            val proxy =
                ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(PeerSetup.PROXY_HOST)
                    .setPort(port)
            RequestOptions().setAbsoluteURI(setup.url).setProxyOptions(proxy)
        }
    private lateinit var ownContext: Context
    private lateinit var requesting: CallbackPeer

    override fun start(): Future<*> {
        ownContext = context
        requesting = Requesting()
        return super.start()
    }

    fun occupy(slot: Slot) = ownContext.runOnContext { requesting.occupy(slot) }

    private inner class Requesting : CallbackPeer() {
        private val client =
            vertx.createHttpClient(HttpClientOptions(), PoolOptions().setHttp1MaxSize(setup.concurrency))

        override fun send(
            proxy: Int,
            exchange: Exchange,
        ) {
            client
                .request(requests[proxy])
                .compose { it.send() }
                .compose(HttpClientResponse::body)
                .onComplete({ exchange.complete(it.length()) }, exchange::fail)
        }
    }
}

package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.CallbackPeer
import java.net.ProxySelector
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.Executors

/** The JDK's client: one for each proxy; they share an executor. */
internal class JdkPeer(
    setup: PeerSetup,
) : CallbackPeer() {
    private val executor = Executors.newFixedThreadPool(2 * Runtime.getRuntime().availableProcessors())
    private val clients =
        setup.proxyAddresses.map {
            HttpClient
                .newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(it))
                .executor(executor)
                .build()
        }
    private val request = HttpRequest.newBuilder(URI(setup.url)).build()

    override fun send(
        proxy: Int,
        exchange: Exchange,
    ) {
        clients[proxy].sendAsync(request, BodyHandlers.ofByteArray()).whenComplete { response, error ->
            if (error == null) exchange.complete(response.body().size) else exchange.fail(error)
        }
    }
}

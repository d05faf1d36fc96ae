package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.TransportSettings
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.of
import dev.proxyrotator.secrecy.watchEvents
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.url
import io.ktor.utils.io.toByteArray
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.yield
import java.io.IOException
import java.net.InetAddress
import java.util.concurrent.CopyOnWriteArrayList

/** A name that is reserved for tests: whoever looks it up finds nothing. */
internal const val TARGET = "http://a.test/"
internal const val SECURE_TARGET = "https://a.test/"

/** Looks up like the system, and remembers what. */
internal class RecordingResolver : NameResolver {
    val lookUps: MutableList<String> = CopyOnWriteArrayList()

    override suspend fun resolve(host: String): List<InetAddress> {
        lookUps.add(host)
        return SystemNameResolver.resolve(host)
    }
}

/** A transport over sockets, and as its proxy a server that follows a script. */
internal class SocketHarness(
    val server: ScriptedServer,
    options: SocketOptions,
    private val timeouts: Timeouts,
    limits: Limits,
) {
    private val scope = CoroutineScope(Dispatchers.Default + SupervisorJob())

    private val resolver = RecordingResolver()

    /** The names that were looked up. */
    val lookUps: List<String> get() = resolver.lookUps

    val transport = SocketTransport(TransportSettings(timeouts, TlsSettings(verify = false), limits), options, resolver)

    val proxy: Proxy = Proxy.parse(server.secretUrl)

    suspend fun send(
        url: String = TARGET,
        proxy: Proxy = this.proxy,
        mayRepeat: Boolean = false,
        isolation: String? = null,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): TransportResponse {
        val request = HttpRequestBuilder().apply { url(url) }.apply(configure).build()
        return transport.execute(
            request,
            Route(proxy, mayRepeat, isolation, timeouts = timeouts.of(request, asked = null)),
            scope,
        )
    }

    /** The body as text. */
    suspend fun fetch(
        url: String = TARGET,
        proxy: Proxy = this.proxy,
        mayRepeat: Boolean = false,
        isolation: String? = null,
        configure: HttpRequestBuilder.() -> Unit = {},
    ): String = send(url, proxy, mayRepeat, isolation, configure).text()

    /** Waits until the transport, too, counts as few connections as the other side has seen it close. */
    suspend fun awaitCounted(connections: Int) {
        while (transport.connections.size != connections) yield()
    }

    suspend fun close() {
        transport.close()
        transport.awaitClosed()
        scope.cancel()
    }
}

/** The body to its end; throws what the exchange ended with, where it broke off. */
internal suspend fun TransportResponse.read(): ByteArray {
    val bytes =
        try {
            body.toByteArray()
        } catch (broken: IOException) {
            completion.await()
            throw broken
        }
    completion.await()
    return bytes
}

internal suspend fun TransportResponse.text(): String = read().decodeToString()

/** Runs [block] over a proxy that follows [script], and sees to it that no connection is left afterwards. */
internal suspend fun overSockets(
    script: ScriptedConnection.() -> Unit,
    options: SocketOptions = SocketOptions(),
    timeouts: Timeouts = Timeouts(),
    limits: Limits = Limits(),
    block: suspend SocketHarness.() -> Unit,
) = ScriptedServer(script).use { server ->
    val harness = SocketHarness(server, options, timeouts, limits)
    try {
        harness.block()
    } finally {
        harness.close()
    }
    server.connections.awaitOpen(0)
}

/** A rotator over one proxy that follows a script. */
internal class RotatorHarness(
    val server: ScriptedServer,
    val rotator: ProxyRotator,
    private val transports: List<SocketTransport>,
    private val resolver: RecordingResolver,
) {
    val transport: SocketTransport get() = transports.single()

    /** The names that were looked up. */
    val lookUps: List<String> get() = resolver.lookUps
}

/** The same with a whole rotator, which accepts any certificate. */
internal suspend fun rotating(
    script: ScriptedConnection.() -> Unit,
    credentials: String = "${Canary.USER_INFO}@",
    configure: ProxyRotatorBuilder.() -> Unit = {},
    block: suspend RotatorHarness.() -> Unit,
) = ScriptedServer(script).use { server ->
    val transports = ArrayList<SocketTransport>()
    val resolver = RecordingResolver()
    val rotator =
        ProxyRotator("http://${credentials}127.0.0.1:${server.port}") {
            transport = ProxyTransportFactory { SocketTransport(it, SocketOptions(), resolver).also(transports::add) }
            tls { verify = false }
            watchEvents()
            configure()
        }
    try {
        RotatorHarness(server, rotator, transports, resolver).block()
    } finally {
        rotator.aclose()
    }
    server.connections.awaitOpen(0)
}

/** Plays a proxy for both kinds of targets, and the targets themselves. */
internal fun ScriptedConnection.openTunnelOrForward(
    answer: (ReceivedRequest) -> String = {
        rawResponse(if (it.target.startsWith("/")) "tunnelled" else "forwarded")
    },
) {
    val first = readHead() ?: return
    if (first.method == "CONNECT") {
        send("HTTP/1.1 200 OK\r\n\r\n")
        secure()
    } else {
        send(answer(ReceivedRequest(first.head, readBody(first))))
    }
    serve(answer)
}

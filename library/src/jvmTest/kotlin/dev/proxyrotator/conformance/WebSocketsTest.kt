package dev.proxyrotator.conformance

import dev.proxyrotator.engine.net.WatchedRotator
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.LoopbackSocksProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.WebSocketFrame
import dev.proxyrotator.testkit.acceptWebSocket
import dev.proxyrotator.testkit.echoFrames
import dev.proxyrotator.testkit.readFrame
import dev.proxyrotator.testkit.switchTo
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.plugins.websocket.DefaultClientWebSocketSession
import io.ktor.client.plugins.websocket.WebSockets
import io.ktor.client.plugins.websocket.webSocket
import io.ktor.websocket.CloseReason
import io.ktor.websocket.Frame
import io.ktor.websocket.close
import io.ktor.websocket.readBytes
import io.ktor.websocket.readText
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.ClosedReceiveChannelException
import kotlinx.coroutines.withContext

private const val ABNORMAL: Short = 1006
private const val MEBIBYTE = 1024 * 1024

private enum class Way(
    val title: String,
) {
    DIRECT("without a proxy"),
    HTTP("through an HTTP proxy"),
    HTTPS("through an https proxy"),
    CHAIN("through a chain of both"),
    SOCKS("through a SOCKS proxy"),
}

/** WebSockets (RFC 6455) of Ktor's plugin through every kind of route. */
class WebSocketsTest :
    FunSpec({
        class Farm(
            val origin: ScriptedServer,
            val proxy: LoopbackProxy,
            val watched: WatchedRotator,
            val url: String,
        ) {
            suspend fun open(block: suspend DefaultClientWebSocketSession.() -> Unit) =
                watched.rotator.client.webSocket(url, block = block)
        }

        suspend fun farm(
            isSecure: Boolean = false,
            way: Way = Way.HTTP,
            serve: ScriptedConnection.() -> Unit = {
                acceptWebSocket()
                echoFrames()
            },
            block: suspend Farm.() -> Unit,
        ) = ScriptedServer {
            if (isSecure) secure()
            serve()
        }.use { origin ->
            LoopbackProxy(ProxyBehaviour.RequireCredentials(Canary.USERNAME, Canary.PASSWORD)).use { proxy ->
                LoopbackProxy(certificate = TestCertificates.good).use { secureProxy ->
                    val first = Proxy.parse(proxy.url(Canary.USERNAME, Canary.PASSWORD))
                    val second = Proxy.parse(secureProxy.url)
                    val socks = LoopbackSocksProxy(Canary.USERNAME to Canary.PASSWORD)
                    val watched =
                        WatchedRotator {
                            when (way) {
                                Way.DIRECT -> proxy(Proxy.Direct)
                                Way.HTTP -> proxy(first)
                                Way.HTTPS -> proxy(second)
                                Way.CHAIN -> proxy(Proxy.chain(first, second))
                                Way.SOCKS -> proxy(socks.url("socks5", Canary.USER_INFO))
                            }
                            tls { verify = false }
                            proxyTls { trust(TestCertificates.authority.certificate.certificatePem) }
                            client { install(WebSockets) }
                        }
                    val scheme = if (isSecure) "wss" else "ws"
                    Farm(origin, proxy, watched, "$scheme://localhost:${origin.port}/chat?room=1").block()
                    watched.closeCompletely()
                    socks.close()
                    origin.connections.awaitOpen(0)
                }
            }
        }

        listOf(false, true).forEach { isSecure ->
            Way.entries.forEach { way ->
                val scheme = if (isSecure) "wss" else "ws"

                test("A14 $scheme ${way.title} carries messages both ways, pings, and its end") {
                    farm(isSecure, way) {
                        open {
                            send(Frame.Text("hello"))
                            (incoming.receive() as Frame.Text).readText() shouldBe "hello"
                            send(Frame.Ping("?".toByteArray()))
                            val big = ByteArray(MEBIBYTE) { (it % 251).toByte() }
                            send(Frame.Binary(true, big))
                            incoming.receive().readBytes().contentEquals(big) shouldBe true
                            close(CloseReason(CloseReason.Codes.NORMAL, "done"))
                            closeReason.await()?.message shouldBe "done"
                        }
                        val request = origin.requests.single()
                        request.line shouldBe "GET /chat?room=1 HTTP/1.1"
                        request.header("Host") shouldBe "localhost:${origin.port}"
                        request.header("Connection") shouldBe "Upgrade"
                        request.header("Upgrade") shouldBe "websocket"
                        request.header("Sec-WebSocket-Version") shouldBe "13"
                        watched.awaitQuiet()
                        watched.connections shouldBe 0
                        watched.inFlight shouldBe 0
                        watched.rotator.pool
                            .statistics()
                            .sumOf { it.failures.values.sum() } shouldBe 0
                    }
                }
            }
        }

        test("A14, B1 a ws URL asks its proxy for a tunnel, and the target sees nothing of the proxy's") {
            farm {
                open { send(Frame.Text("x")) }
                proxy.requests.map { it.line } shouldContainExactly listOf("CONNECT localhost:${origin.port} HTTP/1.1")
                origin.connection(0).received.lowercase() shouldNotContain "proxy-"
            }
        }

        test("a server that speaks in the same breath as its 101 is heard") {
            listOf(false, true).forEach { isSecure ->
                farm(isSecure, serve = {
                    acceptWebSocket(WebSocketFrame.text("first").toByteArray())
                    echoFrames()
                }) {
                    open { (incoming.receive() as Frame.Text).readText() shouldBe "first" }
                }
            }
        }

        test("a server that closes is answered, and its reason told") {
            farm(serve = {
                acceptWebSocket()
                send(
                    WebSocketFrame(
                        WebSocketFrame.CLOSE,
                        byteArrayOf(0x0f, 0xa0.toByte()) + "bye".toByteArray(),
                    ).toByteArray(),
                )
                val answer = readFrame()
                check(answer.opcode == WebSocketFrame.CLOSE)
            }) {
                open {
                    shouldThrow<ClosedReceiveChannelException> { incoming.receive() }
                    closeReason.await()?.message shouldBe "bye"
                }
            }
        }

        test("F1 a server that ends without a word frees everything, and the session is told") {
            listOf<ScriptedConnection.() -> Unit>({ }, { reset() }).forEach { end ->
                farm(serve = {
                    acceptWebSocket()
                    readFrame()
                    end()
                }) {
                    open {
                        send(Frame.Text("x"))
                        shouldThrow<ClosedReceiveChannelException> { incoming.receive() }
                        closeReason.await()?.code shouldBe ABNORMAL
                    }
                    watched.awaitQuiet()
                    watched.connections shouldBe 0
                }
            }
        }

        test("a hundred WebSockets at once share one rotator") {
            farm {
                withContext(Dispatchers.Default) {
                    (1..100)
                        .map { number ->
                            async {
                                open {
                                    repeat(3) {
                                        send(Frame.Text("$number/$it"))
                                        (incoming.receive() as Frame.Text).readText() shouldBe "$number/$it"
                                    }
                                }
                            }
                        }.awaitAll()
                }
                watched.awaitQuiet()
                watched.connections shouldBe 0
                origin.connections.accepted shouldBe 100
            }
        }

        test("A14 a WebSocket begins like every request of its origin, and shares the cookies of its session") {
            ScriptedServer {
                val request = checkNotNull(readHead())
                send(switchTo(request, "Upgrade: websocket", "Connection: Upgrade", "Set-Cookie: seen=1"))
                echoFrames()
            }.use { origin ->
                val watched =
                    WatchedRotator {
                        proxy(Proxy.Direct)
                        baseUrl = "http://localhost:${origin.port}/v1"
                        defaultHeader("X-Key", "k")
                        client { install(WebSockets) }
                    }
                repeat(2) { watched.rotator.client.webSocket("/chat", { rotation { session = "one" } }) { } }
                origin.requests.map { it.target } shouldContainExactly listOf("/v1/chat", "/v1/chat")
                origin.requests.map { it.header("X-Key") } shouldContainExactly listOf("k", "k")
                origin.requests.map { it.header("Cookie") } shouldContainExactly listOf(null, "seen=1")
                watched.closeCompletely()
            }
        }

        test("a WebSocket goes where rotation { } says, and tells which way it came") {
            farm {
                LoopbackProxy().use { other ->
                    watched.rotator.addProxy(Proxy.parse(other.url).withTags(listOf("eu")))
                    watched.rotator.client.webSocket(url, { rotation { tags("eu") } }) {
                        call.response.proxy.port shouldBe other.port
                    }
                    other.requests.size shouldBe 1
                }
            }
        }
    })

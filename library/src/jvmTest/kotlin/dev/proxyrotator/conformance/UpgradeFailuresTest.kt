package dev.proxyrotator.conformance

import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.engine.net.WatchedRotator
import dev.proxyrotator.engine.net.awaitUntil
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.TargetRefusedException
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.WebSocketFrame
import dev.proxyrotator.testkit.acceptWebSocket
import dev.proxyrotator.testkit.echoFrames
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.secretUrl
import dev.proxyrotator.testkit.switchTo
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.plugins.websocket.WebSocketException
import io.ktor.client.plugins.websocket.WebSockets
import io.ktor.client.plugins.websocket.webSocket
import io.ktor.client.plugins.websocket.webSocketSession
import io.ktor.client.request.get
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.milliseconds

private const val FRAME = 64 * 1024
private const val FRAMES = 300

/** What becomes of connections that were to change their protocol and did not, or of sessions that end in another way. */
class UpgradeFailuresTest :
    FunSpec({
        suspend fun through(
            vararg proxies: String,
            block: suspend WatchedRotator.() -> Unit,
        ) {
            val watched = WatchedRotator(*proxies) { client { install(WebSockets) } }
            watched.block()
            watched.closeCompletely()
        }

        suspend fun echoing(block: suspend (ScriptedServer) -> Unit) =
            ScriptedServer {
                acceptWebSocket()
                echoFrames()
            }.use { block(it) }

        fun ScriptedServer.webSocketUrl() = "ws://127.0.0.1:$port/"

        /** A proxy with the target behind it, which answers the handshake with [answer]. */
        fun answering(answer: (ReceivedRequest) -> String): ScriptedConnection.() -> Unit =
            {
                readHead()
                send("HTTP/1.1 200 OK\r\n\r\n")
                readHead()?.let { send(answer(it)) }
                awaitClose()
            }

        listOf(
            ProxyBehaviour.AnswerConnect(502),
            ProxyBehaviour.Answer407,
            ProxyBehaviour.Refuse,
            ProxyBehaviour.AnswerConnect(101, listOf("Upgrade" to "websocket", "Connection" to "Upgrade")),
        ).forEach { behaviour ->
            test("a WebSocket opens through the next proxy after one that fails it: ${behaviour::class.simpleName}") {
                echoing { origin ->
                    LoopbackProxy(behaviour).use { bad ->
                        LoopbackProxy().use { good ->
                            through(bad.secretUrl, good.url) {
                                rotator.client.webSocket(origin.webSocketUrl()) {
                                    call.response.attempts.map { it.proxy.port } shouldContainExactly
                                        listOf(bad.port, good.port)
                                }
                                awaitQuiet()
                                connections shouldBe 0
                            }
                        }
                    }
                }
            }
        }

        listOf(
            "without Upgrade" to arrayOf("Connection: Upgrade"),
            "without Connection" to arrayOf("Upgrade: websocket"),
            "to another protocol" to arrayOf("Upgrade: h2c", "Connection: Upgrade"),
            "to two protocols" to arrayOf("Upgrade: websocket, h2c", "Connection: Upgrade"),
        ).forEach { (name, fields) ->
            test("C7 a 101 $name is refused") {
                ScriptedServer(answering { switchTo(it, *fields) }).use { proxy ->
                    through(proxy.secretUrl) {
                        val error =
                            shouldThrow<ProxyConnectionException> { rotator.client.webSocket("ws://a.test/") { } }
                        error.attempts.map { it.failure }.toSet() shouldBe setOf(FailureKind.PROTOCOL)
                        awaitQuiet()
                        connections shouldBe 0
                    }
                }
            }
        }

        test("C7 a 101 with the answer to another key is refused") {
            ScriptedServer(
                answering {
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
                        "Sec-WebSocket-Accept: c29tZXRoaW5nIGVsc2U=\r\n\r\n"
                },
            ).use { proxy ->
                through(proxy.secretUrl) {
                    shouldThrow<ProxyConnectionException> { rotator.client.webSocket("ws://a.test/") { } }
                        .attempts
                        .map { it.failure }
                        .toSet() shouldBe setOf(FailureKind.PROTOCOL)
                    awaitQuiet()
                    connections shouldBe 0
                }
            }
        }

        test("an answer other than 101 is an ordinary one, and its tunnel is kept for the same origin alone") {
            ScriptedServer {
                readHead()
                send("HTTP/1.1 200 OK\r\n\r\n")
                while (true) {
                    readHead() ?: break
                    send(rawResponse("please", 426, "Upgrade: websocket"))
                }
            }.use { proxy ->
                through(proxy.secretUrl) {
                    repeat(2) {
                        shouldThrow<WebSocketException> { rotator.client.webSocket("ws://a.test/") { } }
                            .message
                            .orEmpty() shouldContain "426"
                        awaitQuiet()
                    }
                    proxy.requests.map { it.line } shouldContainExactly
                        listOf("CONNECT a.test:80 HTTP/1.1", "GET / HTTP/1.1", "GET / HTTP/1.1")
                }
            }
        }

        test("a redirect of a WebSocket is not followed") {
            ScriptedServer(answering { rawResponse("", 302, "Location: http://b.test/") }).use { proxy ->
                through(proxy.secretUrl) {
                    shouldThrow<WebSocketException> { rotator.client.webSocket("ws://a.test/") { } }
                        .message
                        .orEmpty() shouldContain "302"
                    proxy.requests.size shouldBe 2
                }
            }
        }

        test("F1 a WebSocket that is cancelled closes its connection") {
            echoing { origin ->
                LoopbackProxy().use { proxy ->
                    through(proxy.secretUrl) {
                        val isOpen = CompletableDeferred<Unit>()
                        coroutineScope {
                            val session =
                                launch(Dispatchers.Default) {
                                    rotator.client.webSocket(origin.webSocketUrl()) {
                                        isOpen.complete(Unit)
                                        awaitCancellation()
                                    }
                                }
                            isOpen.await()
                            inFlight shouldBe 1
                            session.cancelAndJoin()
                        }
                        awaitUntil({ "$connections connections" }) { connections == 0 && inFlight == 0 }
                        origin.connections.awaitOpen(0)
                    }
                }
            }
        }

        test("F7 closing the rotator ends its WebSockets") {
            echoing { origin ->
                LoopbackProxy().use { proxy ->
                    through(proxy.secretUrl) {
                        val sessions = List(3) { rotator.client.webSocketSession(origin.webSocketUrl()) }
                        inFlight shouldBe 3
                        closeCompletely()
                        sessions.forEach { it.incoming.receiveCatching().isClosed shouldBe true }
                        origin.connections.awaitOpen(0)
                    }
                }
            }
        }

        test("a silent WebSocket ends by the idle limit of its request alone") {
            echoing { origin ->
                LoopbackProxy().use { proxy ->
                    through(proxy.secretUrl) {
                        rotator.client.webSocket(
                            origin.webSocketUrl(),
                            { rotation { timeouts { idle = 50.milliseconds } } },
                        ) {
                            incoming.receiveCatching().isClosed shouldBe true
                        }
                        awaitQuiet()
                        connections shouldBe 0
                    }
                }
            }
        }

        test("a server that sends faster than anybody reads loses nothing") {
            ScriptedServer {
                acceptWebSocket()
                val frame = WebSocketFrame(WebSocketFrame.BINARY, ByteArray(FRAME)).toByteArray()
                repeat(FRAMES) { send(frame) }
                awaitClose()
            }.use { origin ->
                val watched =
                    WatchedRotator {
                        proxy(Proxy.Direct)
                        client { install(WebSockets) { channels { incoming = bounded(2) } } }
                    }
                watched.rotator.client.webSocket(origin.webSocketUrl()) {
                    repeat(FRAMES) { incoming.receive().data.size shouldBe FRAME }
                }
                watched.closeCompletely()
            }
        }

        test("what cannot be opened is refused with what to do instead") {
            LoopbackProxy().use { proxy ->
                through(proxy.secretUrl) {
                    withClue("a WebSocket in memory") {
                        shouldThrow<IllegalArgumentException> { rotator.get("ws://a.test/") }
                            .message
                            .orEmpty() shouldContain "webSocket(url)"
                    }
                }
                WatchedRotator(proxy.secretUrl).use { plain ->
                    shouldThrow<IllegalArgumentException> { plain.rotator.get("ws://a.test/") }
                        .message
                        .orEmpty() shouldContain "install(WebSockets)"
                    shouldThrow<IllegalArgumentException> { plain.rotator.client.get("wss://a.test/") }
                }
                proxy.requests.toList().shouldBeEmpty()
            }
        }

        test("a stock engine opens no WebSocket, and says so") {
            runTest {
                val rotator =
                    mockRotator("http://p1.test:1", configure = { client { install(WebSockets) } }) { respondOk() }
                shouldThrow<IllegalArgumentException> { rotator.client.webSocket("ws://a.test/") { } }
                    .message
                    .orEmpty() shouldContain "EnginePerProxy"
                rotator.close()
            }
        }

        test("the target guard sees a WebSocket as the http target that it is") {
            LoopbackProxy().use { proxy ->
                val watched =
                    WatchedRotator(proxy.secretUrl) {
                        targetGuard = TargetGuard { it.protocol.name == "http" && it.host != "127.0.0.1" }
                        client { install(WebSockets) }
                    }
                shouldThrow<TargetRefusedException> { watched.rotator.client.webSocket("ws://127.0.0.1/") { } }
                watched.closeCompletely()
            }
        }
    })

package dev.proxyrotator.engine.net

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.Gate
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.ktor.client.request.header
import io.ktor.http.HttpMethod
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds

class KeptConnectionsTest :
    FunSpec({
        test("two hundred requests one after the other need one connection, forwarded or tunnelled") {
            overSockets({ serve() }) {
                repeat(200) { fetch() shouldBe "hello" }
                server.connections.accepted shouldBe 1
            }
            overSockets({
                openTunnel()
                serve()
            }) {
                repeat(200) { fetch(SECURE_TARGET) shouldBe "hello" }
                server.connections.accepted shouldBe 1
            }
        }

        test("of two hundred requests, ten at a time, 95 % and more go over a kept connection") {
            overSockets({ serve() }) {
                coroutineScope {
                    List(10) { async(Dispatchers.Default) { repeat(20) { fetch() shouldBe "hello" } } }.awaitAll()
                }
                server.connections.accepted shouldBeLessThanOrEqual 10
            }
        }

        listOf(
            "Connection: close" to rawResponse("hello", 200, "Connection: close"),
            "a list with close in it" to rawResponse("hello", 200, "Connection: x, Close"),
            "Proxy-Connection: close" to rawResponse("hello", 200, "Proxy-Connection: close"),
            "HTTP/1.0" to "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "Keep-Alive: timeout=0" to rawResponse("hello", 200, "Keep-Alive: timeout=0"),
            "Keep-Alive: max=0" to rawResponse("hello", 200, "Keep-Alive: timeout=5, max=0"),
            "bytes behind it" to rawResponse() + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsplit",
            "a byte behind it" to rawResponse() + "x",
        ).forEach { (name, answer) ->
            test("E9 C18 after a response with $name the connection is closed, and the next request has its own") {
                overSockets({
                    readHead()
                    send(answer)
                    awaitClose()
                }) {
                    repeat(3) {
                        fetch() shouldBe "hello"
                        transport.connections.size shouldBe 0
                    }
                    server.connections.awaitOpen(0)
                    server.connections.accepted shouldBe 3
                }
            }
        }

        listOf(
            "HTTP/1.0 that says keep-alive" to
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
            "Keep-Alive with time left" to rawResponse("hello", 200, "Keep-Alive: timeout=60, max=100"),
        ).forEach { (name, answer) ->
            test("E9 after a response with $name the connection is kept") {
                overSockets({ serve { answer } }) {
                    repeat(3) { fetch() shouldBe "hello" }
                    server.connections.accepted shouldBe 1
                }
            }
        }

        test("E9 an idle connection is closed when the other side's patience ends") {
            overSockets({ serve { rawResponse("hello", 200, "Keep-Alive: timeout=1") } }) {
                fetch()
                transport.connections.idleCount shouldBe 1
                server.connections.awaitOpen(0)
                awaitCounted(0)
            }
        }

        test("a request that says Connection: close closes its connection") {
            overSockets({ serve() }) {
                repeat(2) { fetch { header("Connection", "close") } shouldBe "hello" }
                server.connections.awaitOpen(0)
                server.connections.accepted shouldBe 2
                server.requests.forEach { it.header("Connection") shouldBe "close" }
            }
        }

        listOf(
            "bytes" to "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsplit",
            "a late answer" to "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "nothing more" to null,
        ).forEach { (name, bytes) ->
            test("E10 E12 an idle connection that brings $name is dropped at once and answers no request") {
                val isIdle = Gate()
                overSockets({
                    if (index > 0) return@overSockets serve()
                    readHead()
                    send(rawResponse())
                    isIdle.await()
                    if (bytes == null) closeOutput() else send(bytes)
                    awaitClose()
                }) {
                    fetch()
                    transport.connections.idleCount shouldBe 1
                    isIdle.open()
                    server.connections.awaitOpen(0)
                    awaitCounted(0)
                    fetch() shouldBe "hello"
                }
            }
        }

        test("E10 an idle tunnel whose TLS ends is dropped at once") {
            val isIdle = Gate()
            overSockets({
                openTunnel()
                readHead()
                send(rawResponse())
                isIdle.await()
            }) {
                fetch(SECURE_TARGET)
                transport.connections.idleCount shouldBe 1
                isIdle.open()
                server.connections.awaitOpen(0)
            }
        }

        mapOf(
            "HEAD with a length" to rawResponse("", 200, "Content-Length: 1000"),
            "HEAD with chunks announced" to rawResponse("", 200, "Transfer-Encoding: chunked"),
            "204" to "HTTP/1.1 204 No Content\r\n\r\n",
            "304 with a length" to rawResponse("", 304, "Content-Length: 1000"),
            "200 with an empty body" to rawResponse(""),
        ).forEach { (name, answer) ->
            test("E11 after $name comes the next response, over the same connection") {
                overSockets({ serve { if (it.path.endsWith("/none")) answer else rawResponse() } }) {
                    repeat(3) {
                        val response =
                            send("${TARGET}none") { method = HttpMethod(if ("HEAD" in name) "HEAD" else "GET") }
                        response.text() shouldBe ""
                        fetch() shouldBe "hello"
                    }
                    server.connections.accepted shouldBe 1
                }
            }
        }

        test("E11 204 with a length is no body, and its connection is not kept") {
            overSockets({ serve { rawResponse("", 204, "Content-Length: 5") } }) {
                repeat(2) { fetch() shouldBe "" }
                server.connections.accepted shouldBe 2
            }
        }

        test("an idle connection is closed after the idle time-out") {
            overSockets({ serve() }, SocketOptions(idleTimeout = 50.milliseconds)) {
                repeat(3) {
                    fetch()
                    server.connections.awaitOpen(0)
                    awaitCounted(0)
                }
                server.connections.accepted shouldBe 3
            }
        }

        test("a connection past its age is not kept") {
            overSockets({ serve() }, SocketOptions(maxAge = 1.nanoseconds)) {
                repeat(3) { fetch() }
                server.connections.accepted shouldBe 3
            }
        }

        test("with no idle connections allowed every request has its own") {
            overSockets({ serve() }, SocketOptions(maxIdleConnections = 0)) {
                repeat(3) { withClue(it) { fetch() shouldBe "hello" } }
                server.connections.awaitOpen(0)
                server.connections.accepted shouldBe 3
            }
        }

        test("forgetting a proxy closes its idle connections and no others, and busy ones once they are not") {
            val isAsked = Gate()
            val mayAnswer = Gate()
            overSockets({
                serve {
                    if (it.path.endsWith("/wait")) {
                        isAsked.open()
                        mayAnswer.await()
                    }
                    rawResponse()
                }
            }) {
                val other = Proxy.parse("http://user:other@127.0.0.1:${server.port}")
                fetch(proxy = other)
                coroutineScope {
                    val busy = async(Dispatchers.Default) { fetch("${TARGET}wait") }
                    isAsked.await()
                    fetch()
                    server.connections.open shouldBe 3
                    transport.forget(proxy)
                    server.connections.awaitOpen(2)
                    mayAnswer.open()
                    busy.await() shouldBe "hello"
                }
                server.connections.awaitOpen(1)
                fetch(proxy = other)
                server.connections.accepted shouldBe 3
            }
        }

        test("a proxy that leaves the pool leaves no idle connection behind") {
            rotating({ serve() }) {
                rotator.get(TARGET)
                server.connections.open shouldBe 1
                rotator.removeProxy(server.secretUrl)
                server.connections.awaitOpen(0)
            }
        }

        test("the options of Sockets { } are those of the rotator's connections, and a bad one is refused") {
            rotating({ serve() }, configure = { transport = Sockets { maxIdleConnections = 0 } }) {
                repeat(2) { rotator.get(TARGET) }
                server.connections.awaitOpen(0)
                server.connections.accepted shouldBe 2
            }
            rotating({ serve() }, configure = { transport = Sockets { idleTimeout = 50.milliseconds } }) {
                rotator.get(TARGET)
                server.connections.awaitOpen(0)
            }
            listOf<SocketOptionsBuilder.() -> Unit>(
                { maxIdleConnections = -1 },
                { idleTimeout = Duration.ZERO },
                { maxAge = Duration.ZERO },
                { threads = 0 },
            ).forEach { shouldThrow<IllegalArgumentException> { Sockets(it) } }
        }
    })

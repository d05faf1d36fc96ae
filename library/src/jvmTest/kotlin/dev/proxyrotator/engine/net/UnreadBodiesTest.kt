package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.Gate
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.patternedBytes
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.ktor.client.request.prepareGet
import io.ktor.client.statement.bodyAsChannel
import io.ktor.client.statement.bodyAsText
import io.ktor.utils.io.cancel
import io.ktor.utils.io.readByteArray
import java.util.concurrent.atomic.AtomicLong

private const val MEBI = 1024 * 1024

/** More than the sockets of both sides hold, and much less than the body. */
private const val IN_FLIGHT = 24L * MEBI
private const val LARGE = 96L * MEBI

private fun ScriptedConnection.sendLarge(sent: AtomicLong) {
    readHead() ?: return
    send("HTTP/1.1 200 OK\r\nContent-Length: $LARGE\r\n\r\n")
    val piece = ByteArray(64 * 1024)
    while (sent.get() < LARGE) {
        send(piece)
        sent.addAndGet(piece.size.toLong())
    }
}

class UnreadBodiesTest :
    FunSpec({
        mapOf(TARGET to false, SECURE_TARGET to true).forEach { (target, isSecure) ->
            test("a body of five MiB arrives byte for byte, and its connection is kept: $target") {
                val bytes = patternedBytes(5 * MEBI, seed = 11)
                val text = String(bytes, Charsets.ISO_8859_1)
                overSockets({
                    if (isSecure) openTunnel()
                    serve { rawResponse(text) }
                }) {
                    repeat(2) { send(target).read().contentEquals(bytes) shouldBe true }
                    server.connections.accepted shouldBe 1
                }
            }

            test("a reader that takes its time slows the other side down: $target") {
                val sent = AtomicLong()
                overSockets({
                    if (index > 0) return@overSockets serve()
                    if (isSecure) openTunnel()
                    sendLarge(sent)
                    // Closed with something unread, here the client's new keys, a socket drops what has not left yet.
                    serve()
                }) {
                    val response = send(target)
                    // Something else goes on meanwhile, so that there is time enough to send everything.
                    repeat(300) { fetch() shouldBe "hello" }
                    var read = 0L
                    while (read < LARGE) {
                        sent.get() - read shouldBeLessThan IN_FLIGHT
                        read += response.body.readByteArray(MEBI).size
                    }
                    response.completion.await()
                }
            }
        }

        test("E8 what little of an unread body is left is read for the sake of the connection") {
            val mayEnd = Gate()
            overSockets({
                readHead()
                send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
                mayEnd.await()
                send("world")
                serve { rawResponse("its own") }
            }) {
                val response = send()
                response.body.cancel()
                mayEnd.open()
                runCatching { response.completion.await() }
                fetch() shouldBe "its own"
                server.connections.accepted shouldBe 1
            }
        }

        test("E8 what is left of a large body is not read: its connection is closed") {
            overSockets({
                if (index == 0) sendLarge(AtomicLong()) else serve { rawResponse("its own") }
            }) {
                val response = send()
                response.body.readByteArray(10)
                response.body.cancel()
                server.connections.awaitOpen(0)
                fetch() shouldBe "its own"
            }
        }

        test("E8 a body of unknown length that does not end is given up") {
            overSockets({
                readHead()
                send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
                awaitClose()
            }) {
                send().body.cancel()
                server.connections.awaitOpen(0)
            }
        }

        test("E8 a consumer that throws leaves the next request its own bytes") {
            rotating({
                serve { if (it.path.endsWith("/large")) rawResponse("x".repeat(MEBI)) else rawResponse("its own") }
            }) {
                repeat(5) {
                    shouldThrow<ArithmeticException> {
                        rotator.client.prepareGet("${TARGET}large").execute { response ->
                            response.bodyAsChannel().readByteArray(100)
                            throw ArithmeticException("the consumer's")
                        }
                    }
                    rotator.get(TARGET).bodyAsText() shouldBe "its own"
                }
                rotator.realPool.awaitIdle()
            }
        }

        test("E8 a response nobody looks into is given up when its block ends") {
            rotating({ serve { rawResponse("x".repeat(MEBI)) } }) {
                repeat(5) { rotator.client.prepareGet(TARGET).execute { it.status.value } shouldBe 200 }
                rotator.realPool.awaitIdle()
                transport.connections.idleCount shouldBe transport.connections.size
            }
        }
    })

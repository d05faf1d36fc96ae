package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.rawResponse
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.io.EOFException
import java.net.Socket
import kotlin.time.Duration.Companion.milliseconds

/** For a proxy with user name `u` and password `p`: what is read, and the reply to that. */
private val DIALOGUE =
    listOf(
        3 to byteArrayOf(5, 2),
        5 to byteArrayOf(1, 0),
        10 to byteArrayOf(5, 0, 0, 1, 0, 0, 0, 0, 0, 0),
    )
private val REPLY_BYTES = DIALOGUE.sumOf { it.second.size }

/** Replies as far as the first [count] bytes; the host asked for is an IPv4 address. */
private fun playSocks5(
    count: Int,
    read: (Int) -> Unit,
    send: (ByteArray) -> Unit,
) {
    var left = count
    for ((length, reply) in DIALOGUE) {
        read(length)
        if (left > 0) send(reply.copyOf(minOf(left, reply.size)))
        left -= reply.size
        if (left < 0) return
    }
}

private fun ScriptedConnection.playSocks5(count: Int) = playSocks5(count, { read(it) }, ::send)

private fun stopsInSocks5(): List<Stop> =
    (0 until REPLY_BYTES).map { count ->
        Stop("byte $count of the SOCKS replies", "http://192.0.2.1/", serve = { socket ->
            val output = socket.getOutputStream()
            playSocks5(count, socket::skip, output::write)
            reached()
            while (socket.getInputStream().read() != -1) continue
        })
    }

private fun Socket.skip(count: Int) {
    if (getInputStream().readNBytes(count).size < count) throw EOFException()
}

private fun SocketHarness.socks5() = Proxy.parse("socks5://u:p@127.0.0.1:${server.port}")

class SocksHandshakesTest :
    FunSpec({
        test("A2 C20 whatever ends the handshake, and after whatever byte, nobody goes to the target directly") {
            LoopbackOrigin().use { origin ->
                overSockets({
                    playSocks5(index / 2)
                    if (index % 2 == 0) closeOutput() else reset()
                }) {
                    repeat(REPLY_BYTES * 2) {
                        withClue("at byte ${it / 2}") {
                            val error = shouldThrow<ProxyRotatorException> { send(origin.url("/"), socks5()) }
                            error.failureKind shouldBe FailureKind.TUNNEL
                        }
                    }
                    lookUps.toSet() shouldBe setOf("127.0.0.1")
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test("A2 C20 garbage at any byte of the handshake ends it") {
            LoopbackOrigin().use { origin ->
                overSockets({
                    playSocks5(listOf(0, 1, 2, 4, 5, 7)[index])
                    send(byteArrayOf(77))
                    awaitClose()
                }) {
                    repeat(6) {
                        withClue(it) {
                            val error = shouldThrow<ProxyProtocolException> { send(origin.url("/"), socks5()) }
                            error.failureKind.beforeRequest shouldBe true
                        }
                    }
                    server.connections.awaitOpen(0)
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test("A2 a handshake that stops half way costs its limit, and nobody goes to the target directly") {
            LoopbackOrigin().use { origin ->
                overSockets({
                    playSocks5(index * 4)
                    awaitClose()
                }, timeouts = Timeouts(handshake = 50.milliseconds)) {
                    repeat(3) { shouldThrow<ProxyTimeoutException> { send(origin.url("/"), socks5()) } }
                    server.connections.awaitOpen(0)
                }
                origin.connections.accepted shouldBe 0
            }
        }

        test("C15 in a SOCKS tunnel without TLS who speaks before the request is cut off") {
            overSockets({
                DIALOGUE.dropLast(1).forEach { (length, reply) ->
                    read(length)
                    send(reply)
                }
                read(10)
                send(DIALOGUE.last().second + rawResponse("split").toByteArray())
                awaitClose()
            }) {
                shouldThrow<ProxyProtocolException> { send("http://192.0.2.1/", socks5()) }
                server.connections.awaitOpen(0)
            }
        }

        Interruption.entries.forEach { interruption ->
            test("F1, F7 $interruption before every byte of the SOCKS replies leaves nothing behind") {
                stopsInSocks5().forEach { StandingCall(it, scheme = "socks5://u:p@").interrupt(interruption) }
            }
        }
    })

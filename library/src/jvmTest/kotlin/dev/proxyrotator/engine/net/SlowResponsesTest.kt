package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTimeoutException.Phase
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.rawResponse
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.ktor.client.plugins.timeout
import io.ktor.utils.io.readByteArray
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private val SHORT = 200.milliseconds
private val STEP = 10.milliseconds

class SlowResponsesTest :
    FunSpec({
        test("C13 a head that drips without end takes no longer than its limit") {
            overSockets({
                readHead()
                drip("HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000), STEP)
            }, timeouts = Timeouts(responseHead = SHORT)) {
                val error = shouldThrow<ProxyTimeoutException> { send() }
                error.phase shouldBe Phase.RESPONSE_HEAD
                error.limit shouldBe SHORT
                server.connections.awaitOpen(0)
            }
        }

        test("C13 interim responses do not prolong the limit of the head") {
            overSockets({
                readHead()
                drip("HTTP/1.1 102 Processing\r\n\r\n".repeat(1000), STEP)
            }, timeouts = Timeouts(responseHead = SHORT)) {
                shouldThrow<ProxyTimeoutException> { send() }.phase shouldBe Phase.RESPONSE_HEAD
            }
        }

        test("C13 silence in a body is an error after what had arrived") {
            overSockets({
                readHead()
                send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                awaitClose()
            }, timeouts = Timeouts(idle = SHORT)) {
                val response = send()
                response.body.readByteArray(3).decodeToString() shouldBe "abc"
                val error = shouldThrow<ProxyTimeoutException> { response.read() }
                error.phase shouldBe Phase.IDLE
                server.connections.awaitOpen(0)
            }
        }

        test("C13 a body that never pauses for long, and is too slow all the same, is an error") {
            overSockets({
                readHead()
                send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                drip("y".repeat(100_000), STEP)
            }, timeouts = Timeouts(idle = 2.seconds, minimumBodyRate = 100_000)) {
                shouldThrow<ProxyTimeoutException> { send().read() }.phase shouldBe Phase.BODY_RATE
                server.connections.awaitOpen(0)
            }
        }

        test("C13 a body that drips within the limit arrives") {
            overSockets({
                readHead()
                drip(rawResponse("a slow body"), 1.milliseconds)
            }) { fetch() shouldBe "a slow body" }
        }

        mapOf("" to Phase.HANDSHAKE, "HTTP/1.1 200 OK\r\n\r\n" to Phase.TLS).forEach { (reply, phase) ->
            test("C13 a tunnel that is not there in time: $phase") {
                overSockets({
                    readHead()
                    send(reply)
                    awaitClose()
                }, timeouts = Timeouts(handshake = SHORT * if (reply.isEmpty()) 1 else 50, tls = SHORT)) {
                    shouldThrow<ProxyTimeoutException> { send(SECURE_TARGET) }.phase shouldBe phase
                    server.connections.awaitClosed(1)
                }
            }
        }

        test("C13 the limit of the head holds inside a tunnel") {
            overSockets({
                openTunnel()
                readHead()
                drip("HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000), STEP)
            }, timeouts = Timeouts(responseHead = SHORT)) {
                shouldThrow<ProxyTimeoutException> { send(SECURE_TARGET) }.phase shouldBe Phase.RESPONSE_HEAD
                server.connections.awaitOpen(0)
            }
        }

        test("C13 a request's own limit comes first") {
            overSockets({
                readHead()
                awaitClose()
            }) {
                val error =
                    shouldThrow<ProxyTimeoutException> {
                        send { timeout { socketTimeoutMillis = SHORT.inWholeMilliseconds } }
                    }
                error.limit shouldBe SHORT
            }
        }

        test("C13 a limit that passed is a failure of the proxy, and its place is free again") {
            rotating({
                readHead()
                send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                awaitClose()
            }, configure = {
                timeouts { idle = SHORT }
                retry { maxAttempts = 2 }
            }) {
                val error = shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                error.attempts.map { it.failure } shouldContainExactly List(2) { FailureKind.RESPONSE_TIMEOUT }
                rotator.realPool.awaitIdle()
                transport.connections.size shouldBe 0
            }
        }
    })

package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.http.content.ByteArrayContent
import io.ktor.utils.io.ByteReadChannel

/** Every connection answers once, reads the head of a second request, and ends without a word. */
private fun ScriptedConnection.answerOnce(end: ScriptedConnection.() -> Unit) {
    readRequest() ?: return
    send(rawResponse())
    readHead() ?: return
    end()
}

class StaleConnectionsTest :
    FunSpec({
        test("E6 a proxy that closes after every response without saying so: a thousand GETs, a thousand answers") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy(ProxyBehaviour.CloseSilentlyAfterResponse).use { proxy ->
                    ProxyRotator(proxy.secretUrl).use { rotator ->
                        repeat(1000) {
                            val response = rotator.get(origin.url("/"))
                            response.bodyAsText() shouldBe "hello"
                            response.attempts.size shouldBe 1
                        }
                        rotator.pool
                            .statistics()
                            .single()
                            .failures shouldBe emptyMap()
                    }
                }
            }
        }

        test("E6 the same with POSTs in between: what was answered was sent once, the rest once at most") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy(ProxyBehaviour.CloseSilentlyAfterResponse).use { proxy ->
                    val configured = ProxyRotator(proxy.secretUrl) { health { failureThreshold = Int.MAX_VALUE } }
                    configured.use { rotator ->
                        val answered =
                            (1..300).filter { number ->
                                rotator.get(origin.url("/")).status.value shouldBe 200
                                runCatching { rotator.post(origin.url("/echo?$number")) { setBody("x") } }.isSuccess
                            }
                        val received = origin.requests.filter { it.method == "POST" }.map { it.target }
                        received.toSet().size shouldBe received.size
                        answered.forEach { ("/echo?$it" in received) shouldBe true }
                    }
                }
            }
        }

        mapOf<String, ScriptedConnection.() -> Unit>(
            "in order" to { closeOutput() },
            "with a reset" to { reset() },
        ).forEach { (name, end) ->
            test("E7 a kept connection closed $name while we write: what may be repeated is, once") {
                overSockets({ answerOnce(end) }) {
                    fetch(mayRepeat = true) shouldBe "hello"
                    fetch(mayRepeat = true) shouldBe "hello"
                    server.connections.accepted shouldBe 2
                    server.requests.size shouldBe 3
                }
            }

            test("E7 a kept connection closed $name while we write: what must not be repeated is an error") {
                overSockets({ answerOnce(end) }) {
                    fetch()
                    shouldThrow<ProxyConnectionLostException> { fetch() }.proxy shouldBe proxy
                    server.connections.accepted shouldBe 1
                    server.requests.size shouldBe 2
                }
            }

            test("E7 a fresh connection closed $name is no stale one: nothing is repeated") {
                overSockets({
                    readHead()
                    end()
                }) {
                    shouldThrow<ProxyConnectionLostException> { fetch(mayRepeat = true) }
                    server.connections.accepted shouldBe 1
                }
            }
        }

        test("E7 the repetition is not repeated") {
            overSockets({
                readHead()
                if (index > 0) return@overSockets
                send(rawResponse())
                readHead()
            }) {
                fetch(mayRepeat = true)
                shouldThrow<ProxyConnectionLostException> { fetch(mayRepeat = true) }
                server.connections.accepted shouldBe 2
            }
        }

        test("E7 after one byte of a response nothing is repeated") {
            overSockets({
                readHead()
                send(rawResponse())
                readHead()
                send("H")
            }) {
                fetch(mayRepeat = true)
                shouldThrow<ProxyConnectionLostException> { fetch(mayRepeat = true) }
                server.connections.accepted shouldBe 1
            }
        }

        test("E7 a rotator repeats a GET and a PUT from memory without counting an attempt, and reports a POST") {
            rotating({ answerOnce { } }, configure = { retry { maxAttempts = 1 } }) {
                rotator.get(TARGET)
                rotator.get(TARGET).attempts.size shouldBe 1
                rotator.put(TARGET) { setBody(ByteArrayContent(ByteArray(100_000))) }.attempts.size shouldBe 1
                server.connections.accepted shouldBe 3
                shouldThrow<ProxyConnectionException> { rotator.post(TARGET) { setBody("once") } }
                server.requests.count { it.method == "POST" } shouldBe 1
                rotator.post(TARGET) { rotation { idempotent = true } }
                shouldThrow<ProxyConnectionException> { rotator.put(TARGET) { setBody(ByteReadChannel("one shot")) } }
                server.connections.accepted shouldBe 4
            }
        }

        test("E12 a 408 for an idle connection never answers the next request") {
            overSockets({
                while (true) {
                    readHead() ?: break
                    send(rawResponse())
                    send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                }
            }) { repeat(500) { send(mayRepeat = true).status.value shouldBe 200 } }
        }

        test("E12 a 408 to a request that must not be repeated, and on a fresh connection, is its answer") {
            overSockets({
                while (true) send(rawResponse("", if ((readHead() ?: break).path.endsWith("/late")) 408 else 200))
            }) {
                send("${TARGET}late", mayRepeat = true).status.value shouldBe 408
                fetch()
                send("${TARGET}late").status.value shouldBe 408
                fetch()
                send("${TARGET}late", mayRepeat = true).status.value shouldBe 408
                server.connections.accepted shouldBe 2
            }
        }
    })

package dev.proxyrotator.conformance

import dev.proxyrotator.engine.net.WatchedRotator
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.secretUrl
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respond
import io.ktor.client.plugins.sse.SSE
import io.ktor.client.plugins.sse.sse
import io.ktor.http.headersOf
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.runTest
import java.util.concurrent.Semaphore
import kotlin.time.Duration.Companion.milliseconds

private const val HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

/** Server-sent events of Ktor's plugin through a proxy. */
class EventStreamsTest :
    FunSpec({
        class Stream(
            val origin: ScriptedServer,
            val watched: WatchedRotator,
            val url: String,
        )

        suspend fun streaming(
            isSecure: Boolean,
            serve: ScriptedConnection.() -> Unit,
            reconnections: Int = 0,
            block: suspend Stream.() -> Unit,
        ) = ScriptedServer {
            if (isSecure) secure()
            serve()
        }.use { origin ->
            LoopbackProxy().use { proxy ->
                val watched =
                    WatchedRotator(proxy.secretUrl) {
                        tls { verify = false }
                        timeouts { idle = 1.milliseconds }
                        client {
                            install(SSE) {
                                maxReconnectionAttempts = reconnections
                                reconnectionTime = 1.milliseconds
                            }
                        }
                    }
                Stream(
                    origin,
                    watched,
                    (if (isSecure) "https" else "http") + "://localhost:${origin.port}/events",
                ).block()
                watched.awaitQuiet()
                watched.closeCompletely()
            }
        }

        listOf(false, true).forEach { isSecure ->
            test("A14 events come one by one, whatever the silence between them: secure $isSecure") {
                val wanted = Semaphore(0)
                streaming(isSecure, {
                    readRequest()
                    send(HEAD)
                    repeat(3) {
                        wanted.acquire()
                        send("data: $it\n\n")
                    }
                    awaitClose()
                }) {
                    val seen = ArrayList<String?>()
                    watched.rotator.client.sse(url) {
                        wanted.release()
                        incoming.take(3).collect {
                            seen.add(it.data)
                            wanted.release()
                        }
                    }
                    seen shouldContainExactly listOf("0", "1", "2")
                    val request = origin.requests.single()
                    request.header("Accept") shouldBe "text/event-stream"
                    request.header("Accept-Encoding") shouldBe null
                }
            }
        }

        test("F1 a stream that is not wanted any more is closed") {
            streaming(isSecure = false, {
                readRequest()
                send(HEAD + "data: 1\n\n")
                awaitClose()
            }) {
                watched.rotator.client.sse(url) { incoming.first().data shouldBe "1" }
                watched.awaitQuiet()
                watched.connections shouldBe 0
            }
        }

        test("a stock engine brings events, too") {
            runTest {
                val rotator =
                    mockRotator("http://p1.test:1", configure = { client { install(SSE) } }) { request ->
                        request.headers["Accept-Encoding"] shouldBe "identity"
                        respond("data: 1\n\ndata: 2\n\n", headers = headersOf("Content-Type", "text/event-stream"))
                    }
                rotator.client.sse("http://a.test/") {
                    incoming.toList().map { it.data } shouldContainExactly listOf("1", "2")
                }
                rotator.pool.statistics().sumOf { it.inFlight } shouldBe 0
                rotator.close()
            }
        }

        test("a stream that ends is asked for again, with the last event it brought, through the rotation") {
            streaming(isSecure = false, {
                val request = readRequest()
                val last = request?.header("Last-Event-ID")?.toInt() ?: 0
                send(HEAD + "id: ${last + 1}\ndata: x\n\n")
            }, reconnections = 3) {
                watched.rotator.client.sse(url) {
                    incoming.take(3).toList().map { it.id } shouldContainExactly listOf("1", "2", "3")
                }
                watched.rotator.getPoolStats().totalRequests shouldBe 3
            }
        }
    })

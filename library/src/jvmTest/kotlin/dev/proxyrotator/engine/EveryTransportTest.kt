package dev.proxyrotator.engine

import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.core.spec.style.scopes.FunSpecContainerScope
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.call.body
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlin.time.Duration.Companion.milliseconds

/** What every transport has to hold, on real sockets. */
class EveryTransportTest :
    FunSpec({
        transports.forEach { (name, transport) ->
            context(name) {
                test("S0-9 fetches through the proxy, byte for byte") {
                    farm(transport, ProxyBehaviour.Good) {
                        val response = rotator.get(origin.url("/bytes/100000?seed=7"))
                        response.body<ByteArray>() shouldBe patternedBytes(100_000, 7)
                        response.proxy.port shouldBe proxies.single().port
                        proxies
                            .single()
                            .requests
                            .single()
                            .target shouldBe origin.url("/bytes/100000?seed=7")
                        rotator.get(origin.url("/chunked/100000?seed=8")).body<ByteArray>() shouldBe
                            patternedBytes(100_000, 8)
                        proxied shouldBe true
                    }
                }

                test("S0-10 sends a body") {
                    farm(transport, ProxyBehaviour.Good) {
                        rotator.post(origin.url("/echo")) { setBody("a body") }.bodyAsText() shouldContain "a body"
                        origin.requests.single().method shouldBe "POST"
                    }
                }

                test("S0-8 credentials go to their proxy and not to the target") {
                    farm(transport, ProxyBehaviour.Good, configure = { retry { maxAttempts = 1 } }) {
                        proxies.single().behaviour = ProxyBehaviour.RequireCredentials("us er", Canary.PASSWORD)
                        shouldThrow<ProxyAuthenticationException> { rotator.get(origin.url("/")) }
                        rotator.clearUnhealthyProxies() shouldBe 1
                        rotator.addProxy(proxies.single().url("us er", Canary.PASSWORD))
                        rotator.get(origin.url("/")).bodyAsText() shouldBe "hello"
                        origin.requests.single().header("Proxy-Authorization") shouldBe null
                    }
                }

                test("a target's user info and fragment never reach the proxy") {
                    farm(transport, ProxyBehaviour.Good) {
                        val url = origin.url("/echo#part").replace("http://", "http://user:hunter2@")
                        rotator.get(url).bodyAsText() shouldNotContain "hunter2"
                        proxies
                            .single()
                            .requests
                            .single()
                            .head.raw shouldNotContain "hunter2"
                        proxies
                            .single()
                            .requests
                            .single()
                            .target shouldBe origin.url("/echo")
                    }
                }

                failover(transport)

                test("a proxy that hangs costs its time-out and no more") {
                    farm(
                        transport,
                        ProxyBehaviour.Hang,
                        ProxyBehaviour.Good,
                        configure = { timeouts { responseHead = 300.milliseconds } },
                    ) {
                        val response = rotator.get(origin.url("/"))
                        response.attempts.map { it.failure } shouldContainExactly
                            listOf(FailureKind.RESPONSE_TIMEOUT, null)
                        proxies.first().connections.awaitOpen(0)
                    }
                }

                test("S0-25 streams, and to stop collecting closes the connection") {
                    farm(transport, ProxyBehaviour.Good) {
                        val chunks = rotator.streamGet(origin.url("/bytes/1000000?seed=3")).toList()
                        chunks.reduce { a, b -> a + b } shouldBe patternedBytes(1_000_000, 3)
                        chunks.all { it.size in 1..8192 } shouldBe true
                        rotator.streamGet(origin.url("/drip")).first().decodeToString() shouldContain "drip"
                        rotator.streamGet(origin.url("/bytes/5000000")).first()
                        proxies.single().connections.awaitOpen(0)
                        proxies.single().connections.awaitOpen(0)
                    }
                }

                test("S0-26 a stream that breaks off says how far it came") {
                    farm(transport, ProxyBehaviour.ResetMidBody(50_000)) {
                        val read = ArrayList<ByteArray>()
                        val error =
                            shouldThrow<StreamInterruptedException> {
                                rotator.streamGet(origin.url("/bytes/1000000")).collect { read.add(it) }
                            }
                        error.bytesRead shouldBe read.sumOf { it.size }
                        rotator.pool
                            .statistics()
                            .single()
                            .failures.keys shouldBe setOf(FailureKind.CONNECTION_LOST)
                    }
                }

                test("a POST is sent once, also when the answer asks for it again at once") {
                    val unavailable = ProxyBehaviour.Status(503, listOf("Retry-After" to "0"))
                    farm(transport, unavailable) {
                        val response = rotator.post(origin.url("/")) { setBody("once") }
                        response.status.value shouldBe 503
                        response.headers["Retry-After"] shouldBe "0"
                        proxies.single().requests.size shouldBe 1
                    }
                }

                test("cancelling a call closes its connection") {
                    farm(transport, ProxyBehaviour.Hang) {
                        val call =
                            coroutineScope {
                                launch(
                                    Dispatchers.Default,
                                ) { rotator.get(origin.url("/")) }.also { cancelOnceReceived(it) }
                            }
                        call.isCancelled shouldBe true
                        proxies.single().connections.awaitOpen(0)
                        rotator.realPool.awaitIdle()
                    }
                }

                test("S0-28 aclose ends what is under way and leaves no connection") {
                    farm(transport, ProxyBehaviour.Good, ProxyBehaviour.Hang) {
                        coroutineScope {
                            val running =
                                List(
                                    4,
                                ) { async(Dispatchers.Default) { runCatching { rotator.get(origin.url("/drip")) } } }
                            proxies.forEach { it.requests.await(2) }
                            rotator.aclose()
                            running.awaitAll().forEach { it.exceptionOrNull()?.message shouldContain "closed" }
                        }
                        proxies.forEach { it.connections.awaitOpen(0) }
                    }
                }

                test("S0-33 a hundred concurrent calls are all answered") {
                    farm(transport, ProxyBehaviour.Good, ProxyBehaviour.Good, ProxyBehaviour.Good) {
                        val bodies =
                            coroutineScope {
                                List(
                                    100,
                                ) {
                                    async(
                                        Dispatchers.Default,
                                    ) { rotator.get(origin.url("/bytes/100?seed=$it")).body<ByteArray>() }
                                }.awaitAll()
                            }
                        bodies.forEachIndexed { index, bytes -> bytes shouldBe patternedBytes(100, index) }
                        proxied shouldBe true
                    }
                }

                test("S0-32 with no proxy that works, the target sees no connection at all") {
                    val behaviours =
                        listOf(
                            ProxyBehaviour.Refuse,
                            ProxyBehaviour.Answer407,
                            ProxyBehaviour.Garbage("SSH-2.0-OpenSSH_9.2\r\n".toByteArray()),
                            ProxyBehaviour.Status(502),
                        )
                    farm(transport, *behaviours.toTypedArray()) {
                        runCatching { rotator.get(origin.url("/")) }
                        runCatching { rotator.get(origin.url("/")) }
                        origin.connections.accepted shouldBe 0
                    }
                }
            }
        }
    })

private suspend fun FunSpecContainerScope.failover(transport: ProxyTransportFactory) {
    val failures =
        mapOf(
            ProxyBehaviour.Refuse to FailureKind.CONNECT,
            ProxyBehaviour.Answer407 to FailureKind.AUTHENTICATION,
            ProxyBehaviour.ResetMidBody(10) to FailureKind.CONNECTION_LOST,
            ProxyBehaviour.CloseMidBody(10) to FailureKind.CONNECTION_LOST,
        )
    failures.forEach { (behaviour, kind) ->
        test("S0-14 ${behaviour::class.simpleName} is reported as $kind, and the next proxy gets the request") {
            farm(transport, behaviour, ProxyBehaviour.Good) {
                val response = rotator.get(origin.url("/bytes/5000?seed=2"))
                response.body<ByteArray>() shouldBe patternedBytes(5000, 2)
                response.attempts.map { it.failure } shouldContainExactly listOf(kind, null)
            }
        }
    }
    val garbage =
        listOf(
            "SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        )
    garbage.forEach { answer ->
        test("S0-14 an answer that is no HTTP is a failure of the proxy: ${answer.trim()}") {
            farm(transport, ProxyBehaviour.Garbage(answer.toByteArray()), ProxyBehaviour.Good) {
                val attempts = rotator.get(origin.url("/")).attempts
                attempts.size shouldBe 2
                (attempts.first().failure in setOf(FailureKind.PROTOCOL, FailureKind.CONNECTION_LOST)) shouldBe true
            }
        }
    }
    test("S0-14 when every proxy fails the error lists every attempt") {
        farm(transport, ProxyBehaviour.Refuse, ProxyBehaviour.Refuse) {
            shouldThrow<ProxyConnectionException> { rotator.get(origin.url("/")) }.attempts.size shouldBe 5
        }
    }
}

private fun Farm.cancelOnceReceived(call: Job) {
    proxies.single().requests.await(1)
    call.cancel()
}

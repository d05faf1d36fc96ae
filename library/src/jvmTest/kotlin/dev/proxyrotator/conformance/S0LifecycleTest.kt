package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

class S0LifecycleTest :
    FunSpec({
        test("S0-27 use closes the rotator, also when the block throws") {
            runTest {
                lateinit var kept: ProxyRotator
                shouldThrow<NumberFormatException> {
                    mockRotator("http://a.example") { respondOk() }.use {
                        kept = it
                        it.get(TARGET)
                        throw NumberFormatException()
                    }
                }
                shouldThrow<IllegalStateException> { kept.get(TARGET) }.message shouldContain "closed"
            }
        }

        test("S0-28 closing is idempotent, and every call afterwards says that the rotator is closed") {
            runTest {
                val rotator = mockRotator("http://a.example") { respondOk() }
                rotator.get(TARGET)
                rotator.aclose()
                rotator.aclose()
                rotator.close()
                shouldThrow<IllegalStateException> { rotator.get(TARGET) }.message shouldContain "closed"
                shouldThrow<IllegalStateException> { rotator.batchGet(listOf(TARGET)) }.message shouldContain "closed"
                shouldThrow<IllegalStateException> { rotator.streamGet(TARGET).toList() }.message shouldContain "closed"
                shouldThrow<IllegalStateException> { rotator.addProxy("http://b.example") }.message shouldContain
                    "closed"
            }
        }

        test("S0-28 closing ends requests under way with an error, not with a silent cancellation") {
            runTest {
                val rotator = mockRotator("http://a.example") { awaitCancellation() }
                val running = async { runCatching { rotator.get(TARGET) } }
                val streaming = async { runCatching { rotator.streamGet(TARGET).toList() } }
                runCurrent()
                rotator.aclose()
                (running.await().exceptionOrNull() is IllegalStateException) shouldBe true
                running.await().exceptionOrNull()?.message shouldContain "closed"
                streaming.await().exceptionOrNull()?.message shouldContain "closed"
                rotator.pool
                    .statistics()
                    .single()
                    .inFlight shouldBe 0
            }
        }

        test("S0-30 the configuration can be read") {
            ProxyRotator { timeouts { call = 7.seconds } }.use { rotator ->
                rotator.config.timeout shouldBe 7.seconds
                rotator.config.toString() shouldContain "call=7s"
            }
        }

        test("S0-33 a hundred concurrent calls, each with its own result or error") {
            runTest {
                mockRotator("http://a.example", "http://b.example", configure = { retry { maxAttempts = 1 } }) {
                    delay(10)
                    if (it.url.encodedPath.endsWith(
                            "7",
                        )
                    ) {
                        throw java.io.IOException("broken")
                    } else {
                        respond(it.url.encodedPath)
                    }
                }.use { rotator ->
                    val results =
                        coroutineScope { List(100) { async { runCatching { rotator.get("$TARGET$it") } } }.awaitAll() }
                    results.forEachIndexed { index, result ->
                        if (index % 10 == 7) {
                            result.isFailure shouldBe true
                        } else {
                            result.getOrThrow().bodyAsText() shouldBe "/$index"
                        }
                    }
                }
            }
        }

        test("S0-37 ten thousand concurrent calls are all answered") {
            runTest(timeout = 100.seconds) {
                val proxies = Array(10) { "http://10.0.0.${it + 1}:8080" }
                val unlimited: dev.proxyrotator.ProxyRotatorBuilder.() -> Unit = {
                    limits {
                        maxConnections = 10_000
                        maxConnectionsPerProxy = 1_000
                    }
                }
                mockRotator(*proxies, configure = unlimited) {
                    delay(200)
                    respondOk()
                }.use { rotator ->
                    val used = coroutineScope { List(10_000) { async { rotator.get(TARGET).proxy } }.awaitAll() }
                    // Nearly even: which proxy is proven first, and takes more than a few, is a matter of moments.
                    val shares = used.groupingBy { it }.eachCount()
                    shares.size shouldBe 10
                    shares.values.forEach { (it in 950..1_050) shouldBe true }
                }
            }
        }

        test("S0-37 with more calls than places they wait their turn, and none is lost") {
            runTest(timeout = 100.seconds) {
                mockRotator(
                    "http://a.example",
                    "http://b.example",
                    configure = { limits { maxConnectionsPerProxy = 5 } },
                ) {
                    delay(10)
                    respondOk()
                }.use { rotator ->
                    val statuses =
                        coroutineScope { List(1_000) { async { rotator.get(TARGET).status.value } }.awaitAll() }
                    statuses.toSet() shouldBe setOf(200)
                    rotator.pool.statistics().map { it.requests } shouldBe listOf(500L, 500L)
                }
            }
        }

        test("S0-34 one instance may be used from many threads at once") {
            val engine = MockEngine { respond(it.url.encodedPath) }
            val strategies = listOf("random", "weighted", "least-used", "round-robin")
            val rotator = ProxyRotator("http://a.example", "http://b.example") { transport = EnginePerProxy(engine) }
            rotator.use {
                coroutineScope {
                    repeat(8) { thread ->
                        launch(Dispatchers.Default) {
                            repeat(100) { round ->
                                it.get("$TARGET$thread-$round").bodyAsText() shouldBe "/$thread-$round"
                                if (round % 10 == 0) {
                                    it.addProxy("http://10.0.$thread.${round + 1}:80")
                                    it.removeProxy("http://10.0.$thread.${round + 1}:80")
                                    it.setStrategy(strategies[round / 10 % strategies.size])
                                }
                            }
                        }
                    }
                }
                it.getPoolStats().totalRequests shouldBe 800
                it.pool.statistics().map { proxy -> proxy.inFlight } shouldBe listOf(0, 0)
                it.pool.statistics().sumOf { proxy -> proxy.failures.size } shouldBe 0
            }
        }
    })

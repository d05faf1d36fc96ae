package dev.proxyrotator.conformance

import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRemovedException
import dev.proxyrotator.pool.RemoveMode
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.doubles.plusOrMinus
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.encodeToJsonElement
import kotlinx.serialization.json.jsonObject
import java.net.ConnectException

private const val TARGET = "http://target.example/"

class S0PoolTest :
    FunSpec({
        test("S0-16 addProxy takes a URL or a Proxy, and the next requests use it") {
            runTest {
                mockRotator { respond(it.route.proxy.host) }.use { rotator ->
                    val id = rotator.addProxy("http://a.example:8080")
                    rotator.pool[id]?.host shouldBe "a.example"
                    rotator.get(TARGET).bodyAsText() shouldBe "a.example"
                    rotator.addProxy(Proxy.parse("http://b.example:8080"))
                    List(2) { rotator.get(TARGET).bodyAsText() }.toSet() shouldBe setOf("a.example", "b.example")
                }
            }
        }

        test("S0-16 a duplicate stays one entry with its statistics, whatever it looks like") {
            runTest {
                mockRotator("http://user:p%40ss@a.example:80") { respondOk() }.use { rotator ->
                    rotator.get(TARGET)
                    val id = rotator.addProxy("HTTP://user:p%40ss@A.Example.")
                    rotator.pool.size shouldBe 1
                    rotator.pool.statistics(id)?.requests shouldBe 1
                    rotator.addProxy("http://other:p%40ss@a.example:80")
                    rotator.pool.size shouldBe 2
                }
            }
        }

        test("S0-17 adding an invalid proxy is a validation error and changes nothing") {
            runTest {
                mockRotator("http://a.example") { respondOk() }.use { rotator ->
                    shouldThrow<ProxyValidationException> { rotator.addProxy("http://256.1.1.1:80") }
                    shouldThrow<ProxyValidationException> { rotator.addProxy("not a proxy") }
                    rotator.pool.size shouldBe 1
                }
            }
        }

        test("S0-18 adding to a full pool is an error that names the capacity; nothing is cut off") {
            runTest {
                mockRotator(
                    "http://a.example",
                    "http://b.example",
                    configure = { maxProxies = 2 },
                ) { respondOk() }.use { rotator ->
                    val error = shouldThrow<IllegalStateException> { rotator.addProxy("http://c.example") }
                    error.message shouldContain "at most 2"
                    rotator.pool.size shouldBe 2
                    rotator.addProxy("http://a.example")
                    rotator.removeProxy("http://a.example")
                    rotator.addProxy("http://c.example")
                }
                shouldThrow<IllegalStateException> {
                    mockRotator("http://a.example", "http://b.example", configure = { maxProxies = 1 }) { respondOk() }
                }
            }
        }

        test("S0-19 removeProxy takes an id or a URL") {
            runTest {
                mockRotator(
                    "http://a.example",
                    "http://u:p@b.example",
                    "http://c.example",
                ) { respond(it.route.proxy.host) }.use { rotator ->
                    rotator.removeProxy(Proxy.parse("http://a.example").id)
                    rotator.removeProxy("http://u:p@b.example:80")
                    List(3) { rotator.get(TARGET).bodyAsText() }.toSet() shouldBe setOf("c.example")
                }
            }
        }

        test("S0-19 a drained proxy finishes what it is doing and gets nothing new") {
            runTest {
                val gate = CompletableDeferred<Unit>()
                mockRotator("http://a.example", "http://b.example") {
                    if (it.route.proxy.host == "a.example") gate.await()
                    respond(it.route.proxy.host)
                }.use { rotator ->
                    val running = async { rotator.get(TARGET) }
                    runCurrent()
                    rotator.removeProxy("http://a.example")
                    rotator.get(TARGET).bodyAsText() shouldBe "b.example"
                    gate.complete(Unit)
                    running.await().bodyAsText() shouldBe "a.example"
                }
            }
        }

        test("S0-19 an aborted proxy's requests go to another one") {
            runTest {
                mockRotator("http://a.example", "http://b.example") {
                    if (it.route.proxy.host == "a.example") awaitCancellation()
                    respond(it.route.proxy.host)
                }.use { rotator ->
                    val running = async { rotator.get(TARGET) }
                    runCurrent()
                    rotator.removeProxy("http://a.example", RemoveMode.ABORT)
                    val response = running.await()
                    response.bodyAsText() shouldBe "b.example"
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.REMOVED, null)
                    response.attempts
                        .first()
                        .cause
                        .shouldBeInstanceOf<ProxyRemovedException>()
                    rotator.getPoolStats().healthyProxies shouldBe 1
                }
            }
        }

        test("S0-20 removing what is not there is an error") {
            runTest {
                mockRotator("http://a.example") { respondOk() }.use { rotator ->
                    shouldThrow<NoSuchElementException> { rotator.removeProxy("http://b.example") }
                    shouldThrow<NoSuchElementException> { rotator.removeProxy("http://u:p@a.example") }
                    val id = Proxy.parse("http://a.example").id
                    rotator.removeProxy(id)
                    shouldThrow<NoSuchElementException> { rotator.removeProxy(id) }
                }
            }
        }

        test("S0-21 the statistics have exactly the seed's keys") {
            runTest {
                mockRotator("http://a.example", "http://b.example", configure = { retry { maxAttempts = 2 } }) {
                    if (it.route.proxy.host == "b.example") throw ConnectException("refused")
                    respondOk()
                }.use { rotator ->
                    repeat(4) { rotator.get(TARGET) }
                    val stats = rotator.getPoolStats()
                    stats.totalProxies shouldBe 2
                    stats.healthyProxies shouldBe 2
                    stats.currentStrategy shouldBe "round-robin"
                    val perProxy = rotator.pool.statistics()
                    stats.totalRequests shouldBe perProxy.sumOf { it.requests }
                    stats.overallSuccessRate shouldBe (4.0 / stats.totalRequests plusOrMinus 1e-9)
                    Json.encodeToJsonElement(stats).jsonObject.keys shouldContainExactly
                        setOf(
                            "total_proxies",
                            "healthy_proxies",
                            "total_requests",
                            "overall_success_rate",
                            "current_strategy",
                        )
                }
            }
        }

        test("S0-22 clearUnhealthyProxies removes those that are out and says how many") {
            runTest {
                mockRotator("http://a.example", "http://b.example", "http://c.example", configure = {
                    health {
                        failureThreshold =
                            1
                    }
                }) {
                    if (it.route.proxy.host != "c.example") throw ConnectException("refused")
                    respondOk()
                }.use { rotator ->
                    rotator.get(TARGET)
                    rotator.getPoolStats().healthyProxies shouldBe 1
                    rotator.clearUnhealthyProxies() shouldBe 2
                    rotator.pool.proxies.value
                        .map { it.host } shouldContainExactly listOf("c.example")
                    rotator.clearUnhealthyProxies() shouldBe 0
                }
            }
        }

        test("S0-29 the pool shows its size and content, now and as it changes") {
            runTest {
                mockRotator("http://a.example") { respondOk() }.use { rotator ->
                    val before = rotator.pool.proxies.value
                    rotator.addProxy("http://b.example")
                    rotator.pool.size shouldBe 2
                    before.size shouldBe 1
                    rotator.pool.proxies.value
                        .map { it.host } shouldContainExactly listOf("a.example", "b.example")
                    (Proxy.parse("http://b.example") in rotator.pool) shouldBe true
                    rotator.removeProxy("http://b.example")
                    (Proxy.parse("http://b.example") in rotator.pool) shouldBe false
                }
            }
        }

        test("S0-45 the success rate is a number from 0 to 1, also before the first request") {
            runTest {
                mockRotator(
                    "http://a.example",
                    configure = { retry { maxAttempts = 1 } },
                ) { throw ConnectException("refused") }.use { rotator ->
                    rotator.getPoolStats().overallSuccessRate shouldBe 1.0
                    shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                    rotator.getPoolStats().overallSuccessRate shouldBe 0.0
                    "%.2f%%".format(rotator.getPoolStats().overallSuccessRate * 100) shouldBe "0.00%"
                }
            }
        }
    })

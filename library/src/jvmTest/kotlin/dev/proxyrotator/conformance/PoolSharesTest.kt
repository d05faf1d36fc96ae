package dev.proxyrotator.conformance

import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeAtMost
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondOk
import io.ktor.utils.io.ByteChannel
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

/** What a proxy that is new, or a pool that is mostly out, gets of the requests. */
class PoolSharesTest :
    FunSpec({
        test("a new proxy gets five requests at first, and all that come once the head of a response is there") {
            runTest {
                val head = CompletableDeferred<Unit>()
                mockRotator(configure = { proxies(named("a", "b")) }) {
                    if (it.exit == "b") awaitCancellation()
                    head.await()
                    respond(ByteChannel())
                }.use { rotator ->
                    val calls = List(60) { launch { rotator.through("a") } }
                    runCurrent()
                    rotator.stats("a").inFlight shouldBe 5
                    advanceTimeBy(1.seconds)
                    rotator.stats("a").inFlight shouldBe 5
                    head.complete(Unit)
                    runCurrent()
                    rotator.stats("a").inFlight shouldBe 50
                    calls.forEach { it.cancel() }
                }
            }
        }

        test("a proxy that is silent gets more when the time for it to prove itself is over") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health {
                        unprovenLeases = 2
                        unprovenFor = 3.seconds
                    }
                }) { awaitCancellation() }.use { rotator ->
                    val calls = launch { repeat(60) { launch { rotator.through("a") } } }
                    runCurrent()
                    rotator.stats("a").inFlight shouldBe 2
                    advanceTimeBy(2_999.milliseconds)
                    rotator.stats("a").inFlight shouldBe 2
                    advanceTimeBy(2.milliseconds)
                    runCurrent()
                    rotator.stats("a").inFlight shouldBe 50
                    calls.cancel()
                }
            }
        }

        test("the only proxy gets all from the beginning, also when it is the only one left") {
            runTest {
                mockRotator(configure = { proxies(named("a", "b")) }) { awaitCancellation() }.use { rotator ->
                    val calls = launch { repeat(60) { launch { rotator.through("a") } } }
                    runCurrent()
                    rotator.stats("a").inFlight shouldBe 5
                    rotator.pool.remove(named("b").id)
                    runCurrent()
                    rotator.stats("a").inFlight shouldBe 50
                    calls.cancel()
                }
                mockRotator(configure = { proxy(named("a")) }) { awaitCancellation() }.use { rotator ->
                    val calls = launch { repeat(60) { launch { rotator.get(TARGET) } } }
                    runCurrent()
                    rotator.stats("a").inFlight shouldBe 50
                    calls.cancel()
                }
            }
        }

        test("below the panic threshold proxies that cool down are used too, and above it they are not") {
            mapOf(0.0 to 1, 0.2 to 1, 0.5 to 4).forEach { (threshold, used) ->
                runTest {
                    var works = false
                    mockRotator(configure = {
                        proxies(named("a", "b", "c", "d"))
                        health {
                            failureThreshold = 1
                            panicThreshold = threshold
                        }
                    }) {
                        if (works ||
                            it.exit == "d"
                        ) {
                            respondOk()
                        } else {
                            throw ConnectException("refused")
                        }
                    }.use { rotator ->
                        listOf("a", "b", "c").forEach { runCatching { rotator.through(it) } }
                        works = true
                        withClue(threshold) { List(100) { rotator.get(TARGET).exit }.toSet().size shouldBe used }
                    }
                }
            }
        }

        test("in a panic too a proxy gets no more at once than it may") {
            runTest {
                var works = false
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health {
                        failureThreshold = 1
                        panicThreshold = 1.0
                    }
                    limits { maxConnectionsPerProxy = 3 }
                }) { if (works) awaitCancellation() else throw ConnectException("refused") }.use { rotator ->
                    listOf("a", "b").forEach { runCatching { rotator.through(it) } }
                    works = true
                    val calls = launch { repeat(20) { launch { rotator.get(TARGET) } } }
                    runCurrent()
                    listOf("a", "b").map { rotator.stats(it).inFlight } shouldBe listOf(3, 3)
                    calls.cancel()
                    runCurrent()
                    rotator.inFlight shouldBe 0
                }
            }
        }

        test("no more than the given share of the pool cools down at once") {
            runTest {
                val names = Array(10) { "p$it" }
                mockRotator(configure = {
                    proxies(named(*names))
                    health { maxEjected = 0.3 }
                    retry {
                        maxAttempts = 1
                        maxFailovers = 0
                    }
                }) { throw ConnectException("refused") }.use { rotator ->
                    repeat(2_000) {
                        runCatching { rotator.get(TARGET) }
                        delay(1.seconds)
                        rotator.pool.statistics().count { it.health == ProxyHealth.COOLING_DOWN } shouldBeAtMost 3
                    }
                    rotator.pool.statistics().count { it.health == ProxyHealth.HEALTHY } shouldBe 7
                }
            }
        }

        test("a proxy that is being probed still counts as out, and is out again when it fails") {
            runTest {
                var probe: CompletableDeferred<Unit>? = null
                mockRotator(configure = {
                    proxies(named("a", "b", "c"))
                    health {
                        failureThreshold = 1
                        maxEjected = 0.4
                    }
                }) {
                    if (it.exit == "a") probe?.await()
                    throw ConnectException("refused")
                }.use { rotator ->
                    runCatching { rotator.through("a") }
                    delay(31.seconds)
                    probe = CompletableDeferred()
                    coroutineScope {
                        val probing = async { runCatching { rotator.through("a") } }
                        runCurrent()
                        runCatching { rotator.through("b") }
                        rotator.health("b") shouldBe ProxyHealth.HEALTHY
                        probe.complete(Unit)
                        probing.await()
                    }
                    rotator.health("a") shouldBe ProxyHealth.COOLING_DOWN
                }
            }
        }
    })

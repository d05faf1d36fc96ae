package dev.proxyrotator.conformance

import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeAtMost
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respondOk
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

class ExhaustionTest :
    FunSpec({
        test("I2 of 10,000 proxies of which 99 in 100 are dead, few attempts are made in vain, and fewer and fewer") {
            val all = List(10_000) { Proxy.parse("http://10.0.${it / 250}.${it % 250 + 1}:8080") }
            val alive = all.filterIndexed { index, _ -> index % 100 == 0 }.mapTo(HashSet()) { it.id }
            runTest {
                var attempts = 0
                mockRotator(configure = {
                    proxies(all)
                    health { failureThreshold = 1 }
                    retry { maxFailovers = 500 }
                }) {
                    attempts++
                    delay(10)
                    if (it.route.proxy.id in alive) respondOk() else throw ConnectException("refused")
                }.use { rotator ->
                    val rounds =
                        List(10) {
                            val before = attempts
                            repeat(50) { rotator.get(TARGET).attempts.size shouldBeAtMost 501 }
                            attempts - before
                        }
                    withClue(rounds) {
                        attempts shouldBeLessThan 500 * 100
                        // What is dead is not asked again: no proxy twice in less than its cool-down.
                        rotator.pool.statistics().maxOf {
                            it.failures.values
                                .sum()
                                .toInt()
                        } shouldBeAtMost
                            1 + (currentTime / 15_000).toInt()
                    }
                    rotator.getPoolStats().totalProxies shouldBe 10_000
                    rotator.inFlight shouldBe 0
                }
            }
        }

        test("I2 few attempts are enough where the strategy knows who is alive") {
            runTest {
                var attempts = 0
                mockRotator(configure = {
                    proxies(List(1_000) { named("p$it") })
                    strategy("latency-aware")
                    retry { maxFailovers = 1_000 }
                }) {
                    attempts++
                    delay(10)
                    if (it.exit.drop(1).toInt() % 100 == 0) respondOk() else throw ConnectException("refused")
                }.use { rotator ->
                    repeat(100) { rotator.get(TARGET) }
                    val learned = attempts
                    repeat(100) { rotator.get(TARGET) }
                    withClue("$learned, then ${attempts - learned}") { (attempts - learned) shouldBeLessThan learned }
                }
            }
        }

        test("I3 slow proxies hold no more than their share of the requests, and the healthy go on") {
            runTest {
                mockRotator(configure = {
                    proxies(named("slow", "b", "c", "d"))
                    limits {
                        maxConnectionsPerProxy = 10
                        maxConnections = 40
                        leaseTimeout = 2.minutes
                    }
                    timeouts {
                        responseHead = 5.minutes
                        call = 10.minutes
                    }
                }) {
                    delay(if (it.exit == "slow") 100.seconds else 1.seconds)
                    respondOk()
                }.use { rotator ->
                    val calls = List(1_000) { async { rotator.get(TARGET).exit } }
                    delay(50.seconds)
                    rotator.stats("slow").inFlight shouldBe 10
                    calls.count { it.isCompleted } shouldBe 990
                    calls.awaitAll().count { it == "slow" } shouldBe 10
                    // The last five had to wait until it was trusted with more than five.
                    currentTime shouldBeLessThan 106_000
                }
            }
        }

        test("I4 with the queue full one more request is refused at once, and nothing grows") {
            runTest {
                mockRotator(configure = {
                    proxy(named("a"))
                    limits {
                        maxConnectionsPerProxy = 2
                        maxWaiting = 3
                        leaseTimeout = 30.seconds
                    }
                }) {
                    delay(10.seconds)
                    respondOk()
                }.use { rotator ->
                    val calls = List(5) { async { rotator.get(TARGET) } }
                    runCurrent()
                    repeat(100) {
                        val error = shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) }
                        error.reason shouldBe ProxyPoolEmptyException.Reason.LIMITS
                    }
                    currentTime shouldBe 0
                    calls.awaitAll()
                    rotator.get(TARGET)
                    rotator.inFlight shouldBe 0
                }
            }
        }

        test("I4 the queue of a host is bounded as well, and other hosts are served") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    limits {
                        maxConnectionsPerHost = 2
                        maxWaiting = 3
                    }
                }) {
                    if (it.url.host == "target.example") awaitCancellation()
                    respondOk()
                }.use { rotator ->
                    val calls = List(5) { launch { rotator.get(TARGET) } }
                    runCurrent()
                    rotator.inFlight shouldBe 2
                    shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) }.reason shouldBe
                        ProxyPoolEmptyException.Reason.LIMITS
                    rotator.get("http://other.example/")
                    currentTime shouldBe 0
                    calls.forEach { it.cancel() }
                    runCurrent()
                    rotator.inFlight shouldBe 0
                }
            }
        }

        test("I8 when this machine has no ports or descriptors left, no proxy is charged for it") {
            runTest {
                var works = false
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                }) {
                    if (works) respondOk() else throw ProxyUnreachableException(it.route.proxy, FailureKind.LOCAL)
                }.use { rotator ->
                    val error = shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                    error.attempts.map { it.failure }.toSet() shouldBe setOf(FailureKind.LOCAL)
                    error.attempts.map { it.blame }.toSet() shouldBe setOf(Blame.CLIENT)
                    repeat(20) { runCatching { rotator.get(TARGET) } }
                    rotator.getPoolStats().healthyProxies shouldBe 2
                    works = true
                    List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 5
                }
            }
        }

        test("attempts in flight to one host are bounded, through whatever proxies, and every request has its turn") {
            runTest {
                var now = 0
                var most = 0
                mockRotator(configure = {
                    proxies(named("a", "b", "c"))
                    limits { maxConnectionsPerHost = 4 }
                }) {
                    if (it.url.host != "target.example") return@mockRotator respondOk()
                    most = maxOf(most, ++now)
                    delay(100)
                    now--
                    respondOk()
                }.use { rotator ->
                    val calls = List(40) { async { rotator.get(TARGET) } }
                    runCurrent()
                    rotator.get("http://other.example/")
                    currentTime shouldBe 0
                    calls.awaitAll()
                    most shouldBe 4
                    currentTime shouldBe 1_000
                }
            }
        }

        test("a session's requests wait for their exit no longer than a lease may take, and hold up nobody else") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    limits {
                        maxConnectionsPerProxy = 1
                        leaseTimeout = 2.seconds
                    }
                }) {
                    if (it.url.host == "slow.example") delay(20.seconds)
                    respondOk()
                }.use { rotator ->
                    val slow = launch { rotator.get("http://slow.example/") { rotation { session = "user" } } }
                    runCurrent()
                    val waiting = async { runCatching { rotator.get(TARGET) { rotation { session = "user" } } } }
                    runCurrent()
                    repeat(10) { rotator.get(TARGET).exit shouldBe "b" }
                    currentTime shouldBe 0
                    (waiting.await().exceptionOrNull() as ProxyPoolEmptyException).reason shouldBe
                        ProxyPoolEmptyException.Reason.LIMITS
                    currentTime shouldBe 2_000
                    slow.join()
                }
            }
        }
    })

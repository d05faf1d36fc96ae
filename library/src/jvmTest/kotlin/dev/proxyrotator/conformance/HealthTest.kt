package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.doubles.shouldBeBetween
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

/** One attempt through `a`, whatever becomes of it. */
private suspend fun ProxyRotator.tryA(url: String = TARGET) = runCatching { through("a", url) }

/** How long the only proxy stays out. */
private suspend fun ProxyRotator.coolDown(): Duration =
    checkNotNull(shouldThrow<ProxyPoolEmptyException> { through("a") }.earliestRetry)

class HealthTest :
    FunSpec({
        test("five failures in a row take a proxy out, and a success in between begins the count anew") {
            runTest {
                var works = false
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    retry {
                        maxAttempts = 1
                        maxFailovers = 0
                    }
                }) {
                    if (!works) throw ConnectException("refused")
                    respondOk()
                }.use { rotator ->
                    repeat(4) { rotator.tryA() }
                    works = true
                    rotator.tryA()
                    works = false
                    repeat(4) { rotator.tryA() }
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                    rotator.tryA()
                    rotator.health("a") shouldBe ProxyHealth.COOLING_DOWN
                    rotator.health("b") shouldBe ProxyHealth.HEALTHY
                }
            }
        }

        test("half of ten outcomes within a minute take a proxy out, and half of fewer do not") {
            val expected = listOf(1.seconds to ProxyHealth.COOLING_DOWN, 15.seconds to ProxyHealth.HEALTHY)
            expected.forEach { (pause, health) ->
                runTest {
                    var sent = 0
                    mockRotator(configure = {
                        proxies(named("a", "b"))
                        retry {
                            maxAttempts = 1
                            maxFailovers = 0
                        }
                    }) {
                        if (++sent % 2 == 0) throw ConnectException("refused")
                        respondOk()
                    }.use { rotator ->
                        repeat(9) {
                            rotator.tryA()
                            delay(pause)
                        }
                        rotator.health("a") shouldBe ProxyHealth.HEALTHY
                        rotator.tryA()
                        rotator.health("a") shouldBe health
                    }
                }
            }
        }

        test("of a hundred requests after a cool-down exactly one is the probe, and it decides for all") {
            runTest {
                val probe = CompletableDeferred<Unit>()
                val sentToA = ArrayList<Long>()
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                }) {
                    if (it.exit == "a") {
                        sentToA.add(currentTime)
                        if (sentToA.size == 1) throw ConnectException("refused")
                        probe.await()
                    }
                    respondOk()
                }.use { rotator ->
                    rotator.get(TARGET).exit shouldBe "b"
                    delay(31.seconds)
                    val calls = List(100) { async { rotator.get(TARGET).exit } }
                    runCurrent()
                    sentToA.size shouldBe 2
                    rotator.health("a") shouldBe ProxyHealth.PROBING
                    probe.complete(Unit)
                    calls.map { it.await() }.count { it == "a" } shouldBe 1
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                }
            }
        }

        test("a request that is not sent through the proxy to be probed leaves the probe to the next") {
            runTest {
                var works = false
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                    bans { status(403, duration = 10.minutes) }
                }) {
                    when {
                        it.exit == "b" -> respondOk()
                        it.url.host == "banning.example" -> respondError(HttpStatusCode.Forbidden)
                        works -> respondOk()
                        else -> throw ConnectException("refused")
                    }
                }.use { rotator ->
                    rotator.through("a", "http://banning.example/").status shouldBe HttpStatusCode.Forbidden
                    rotator.tryA()
                    delay(31.seconds)
                    works = true
                    repeat(20) { rotator.get("http://banning.example/").exit shouldBe "b" }
                    rotator.health("a") shouldBe ProxyHealth.PROBING
                    rotator.through("a").exit shouldBe "a"
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                }
            }
        }

        test("a cancelled probe gives its slot back, and is no outcome") {
            runTest {
                var works: Boolean? = false
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                }) {
                    when (works) {
                        true -> respondOk()
                        false -> throw ConnectException("refused")
                        null -> awaitCancellation()
                    }
                }.use { rotator ->
                    rotator.tryA()
                    delay(31.seconds)
                    works = null
                    repeat(3) {
                        val probe = launch { rotator.through("a") }
                        runCurrent()
                        rotator.stats("a").inFlight shouldBe 1
                        probe.cancel()
                        runCurrent()
                        rotator.health("a") shouldBe ProxyHealth.PROBING
                    }
                    works = true
                    rotator.through("a").exit shouldBe "a"
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                }
            }
        }

        test("a probe that is stuck no longer blocks after a minute, and one that waits gets the next") {
            runTest {
                val sent = ArrayList<Long>()
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                    limits { leaseTimeout = 5.minutes }
                    timeouts {
                        call = 10.minutes
                        responseHead = 10.minutes
                    }
                }) {
                    sent.add(currentTime)
                    when (sent.size) {
                        1 -> throw ConnectException("refused")
                        2 -> awaitCancellation()
                        else -> respondOk()
                    }
                }.use { rotator ->
                    launch { rotator.tryA() }
                    delay(31.seconds)
                    val stuck = launch { rotator.through("a") }
                    delay(1.seconds)
                    rotator.through("a").exit shouldBe "a"
                    (sent[2] - sent[1]) shouldBe 60_000L
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                    stuck.cancel()
                }
            }
        }

        test(
            "each cool-down in a row is a step longer, jittered, up to the longest; health in between takes steps back",
        ) {
            runTest {
                var works = false
                mockRotator(configure = {
                    proxy(named("a"))
                    health { failureThreshold = 1 }
                    retry {
                        maxAttempts = 1
                        maxFailovers = 0
                    }
                }) {
                    if (!works) throw ConnectException("refused")
                    respondOk()
                }.use { rotator ->
                    suspend fun coolDownAfterFailure(): Double {
                        works = false
                        rotator.tryA()
                        return rotator.coolDown().inWholeMilliseconds / 1000.0
                    }

                    suspend fun recover() {
                        delay(rotator.coolDown())
                        works = true
                        rotator.through("a")
                    }
                    val coolDowns =
                        List(12) {
                            delay(300.seconds)
                            coolDownAfterFailure()
                        }
                    coolDowns.forEachIndexed { index, seconds ->
                        val full = minOf(30.0 * (index + 1), 300.0)
                        seconds.shouldBeBetween(full / 2, full, 0.001)
                    }
                    coolDowns.distinct().size shouldBe 12
                    // Twelve steps, of which seven are forgotten, and one more.
                    recover()
                    delay(71.seconds)
                    coolDownAfterFailure().shouldBeBetween(90.0, 180.0, 0.001)
                    // A day forgets them all.
                    recover()
                    delay(1.days)
                    coolDownAfterFailure().shouldBeBetween(15.0, 30.0, 0.001)
                }
            }
        }

        test("a proxy that recovered gets a tenth of its share at first, and all of it after half a minute") {
            runTest {
                var works = false
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                }) {
                    if (it.exit == "a" && !works) throw ConnectException("refused")
                    respondOk()
                }.use { rotator ->
                    rotator.tryA()
                    delay(31.seconds)
                    works = true
                    rotator.through("a")
                    val shares =
                        List(8) {
                            List(1000) {
                                delay(5)
                                rotator.get(TARGET).exit
                            }.count { it == "a" } / 1000.0
                        }
                    // Vetoed at its turn, a share of s of its turns is s of 1 + s requests.
                    shares.forEachIndexed { index, share ->
                        val part = minOf(0.1 + 0.9 * (5 * index + 2.5) / 30, 1.0)
                        share.shouldBeBetween(part / (1 + part) - 0.06, part / (1 + part) + 0.06, 0.0)
                    }
                    shares.last() shouldBe 0.5
                }
            }
        }

        test("a 407 takes a proxy out until it is reinstated, or is there with other credentials") {
            runTest {
                var refused = setOf<String?>(null, "old")
                mockRotator(configure = { proxy(named("b")) }) {
                    if (it.exit == "a" && it.route.proxy.credentials
                            ?.username in refused
                    ) {
                        respondError(
                            HttpStatusCode.ProxyAuthenticationRequired,
                            headers = headersOf("Proxy-Authenticate", "Basic realm=\"x\""),
                        )
                    } else {
                        respondOk()
                    }
                }.use { rotator ->
                    val old = rotator.addProxy("http://old:secret@a.example")
                    repeat(2) { rotator.get(TARGET).exit shouldBe "b" }
                    rotator.pool.statistics(old)?.health shouldBe ProxyHealth.AUTHENTICATION_REJECTED
                    delay(1.days)
                    repeat(10) { rotator.get(TARGET).exit shouldBe "b" }
                    val new = rotator.addProxy("http://new:secret@a.example")
                    List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 5
                    rotator.pool.statistics(new)?.successes shouldBe 5
                    refused = emptySet()
                    rotator.pool.reinstate(old)
                    rotator.pool.statistics(old)?.health shouldBe ProxyHealth.HEALTHY
                    List(30) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 20
                }
            }
        }

        test("a pool of refused credentials tells so, and that nothing will change by itself") {
            runTest {
                mockRotator(configure = { proxy(named("a")) }) {
                    respondError(
                        HttpStatusCode.ProxyAuthenticationRequired,
                        headers = headersOf("Proxy-Authenticate", "Basic"),
                    )
                }.use { rotator ->
                    shouldThrow<ProxyRotatorException> { rotator.get(TARGET) }
                    val error = shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) }
                    error.reason shouldBe ProxyPoolEmptyException.Reason.ALL_UNAVAILABLE
                    error.earliestRetry shouldBe null
                }
            }
        }

        test("time-outs never take out the only proxy, and two of them are judged as ever") {
            val expected = listOf(named("a") to ProxyHealth.HEALTHY, named("b") to ProxyHealth.COOLING_DOWN)
            expected.forEach { (other, health) ->
                runTest {
                    mockRotator(configure = {
                        proxies(setOf(named("a"), other))
                        retry {
                            maxAttempts = 1
                            maxFailovers = 0
                        }
                        timeouts { responseHead = 1.seconds }
                    }) { awaitCancellation() }.use { rotator ->
                        // Each at a host of its own, which is not at fault.
                        repeat(10) { rotator.tryA("http://target$it.example/") }
                        rotator.health("a") shouldBe health
                    }
                }
            }
        }

        test("statistics tell of a cool-down that is over, though nobody came by") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                }) { if (it.exit == "a") throw ConnectException("refused") else respondOk() }.use { rotator ->
                    rotator.tryA()
                    rotator.health("a") shouldBe ProxyHealth.COOLING_DOWN
                    delay(31.seconds)
                    rotator.health("a") shouldBe ProxyHealth.PROBING
                    rotator.pool.statistics().map { it.health } shouldContainExactly
                        listOf(ProxyHealth.PROBING, ProxyHealth.HEALTHY)
                }
            }
        }
    })

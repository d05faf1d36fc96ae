package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.fromEnvironment
import dev.proxyrotator.limit.RateLimiter
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.http.HttpStatusCode
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import kotlin.random.Random
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

private val documented =
    mapOf(
        "LOG_LEVEL" to "INFO",
        "HTTP_TIMEOUT" to "30",
        "MAX_CONCURRENT" to "100",
        "MAX_RETRIES" to "3",
        "BACKOFF_FACTOR" to "1.5",
    )

/** Always draws the upper bound of a wait, so that the bounds can be seen. */
private object Longest : Random() {
    private val others = Random(20_261_121)

    // A Double is made of 26 and 27 bits. All of them set would let a whole number be drawn again for ever.
    override fun nextBits(bitCount: Int): Int =
        if (bitCount in 26..27) (1 shl bitCount) - 1 else others.nextBits(bitCount)
}

/** The waits between the attempts of one request whose every answer is a 503. */
private suspend fun TestScope.waits(configure: ProxyRotatorBuilder.() -> Unit): List<Long> {
    val times = ArrayList<Long>()
    mockRotator(configure = {
        proxies(named("a", "b"))
        random = Longest
        configure()
    }) {
        times.add(currentTime)
        respondError(HttpStatusCode.ServiceUnavailable)
    }.use { it.get(TARGET) }
    return times.zipWithNext { earlier, later -> later - earlier }
}

class ConfigurationTest :
    FunSpec({
        test("S2-15 N11 a RateLimiter of 10 a second lets twenty requests go: ten at once, one each 100 ms") {
            runTest {
                val sent = ArrayList<Long>()
                mockRotator(configure = { proxy(named("a")) }) {
                    sent.add(currentTime)
                    respondOk()
                }.use { rotator ->
                    val limiter = RateLimiter(10, 1.seconds, timeSource = testTimeSource)
                    repeat(20) {
                        limiter.acquire()
                        rotator.get(TARGET)
                    }
                }
                sent shouldContainExactly List(10) { 0L } + List(10) { 100L * (it + 1) }
            }
        }

        test("N11 ten a second with a burst of 1 never give an eleventh in a second, however many ask") {
            runTest {
                val limiter = RateLimiter(10, 1.seconds, burst = 1, timeSource = testTimeSource)
                val times = ArrayList<Long>()
                coroutineScope {
                    repeat(100) {
                        launch {
                            delay(Random(it).nextLong(3_000))
                            limiter.acquire()
                            times.add(currentTime)
                        }
                    }
                }
                times.size shouldBe 100
                times.windowed(11).all { it.last() - it.first() >= 1_000 } shouldBe true
            }
        }

        test("S2-16 a hundred URLs run ten at once, and no eleventh") {
            runTest {
                var running = 0
                var most = 0
                mockRotator(configure = { proxies(named("a", "b")) }) {
                    most = maxOf(most, ++running)
                    delay(100)
                    running--
                    respondOk()
                }.use { rotator ->
                    rotator.batchGet(List(100) { TARGET + it }, maxConcurrent = 10).all { it.isSuccess } shouldBe true
                }
                most shouldBe 10
                currentTime shouldBe 1_000
            }
        }

        test("S4-1 the number at once is configurable") {
            for (maxConcurrent in listOf(1, 10, 100)) {
                runTest {
                    mockRotator(configure = {
                        proxies(named("a", "b", "c"))
                        health { unprovenLeases = maxConcurrent }
                    }) {
                        delay(100)
                        respondOk()
                    }.use { it.batchGet(List(100) { TARGET }, maxConcurrent) }
                    currentTime shouldBe 100L * 100 / maxConcurrent
                }
            }
        }

        test("S4-2 N13 the bounds of the waits grow by the factor: 3 retries by 1.5, 5 retries by 2") {
            runTest { waits { fromEnvironment(documented) } shouldContainExactly listOf(100L, 150, 225) }
            runTest {
                waits {
                    timeouts { call = 10.minutes }
                    retry {
                        maxRetries(5)
                        backoff = Backoff(factor = 2.0)
                    }
                } shouldContainExactly listOf(100L, 200, 400, 800, 1_600)
            }
            runTest { waits { retry { maxRetries(0) } } shouldContainExactly emptyList() }
        }

        test("S4-20 N13 the environment sets time-out, retries and backoff, and leaves alone what it does not name") {
            ProxyRotator { fromEnvironment(documented) }.use {
                it.config.timeout shouldBe 30.seconds
                it.config.retry.maxAttempts shouldBe 4
                it.config.retry.backoff.factor shouldBe 1.5
                it.config.fetch.toString() shouldBe
                    "FetchSettings(maxConcurrent=100, chunkSize=null, timeout=30s, maxRetries=3)"
            }
            val before = ProxyRotator { timeouts { call = 5.seconds } }.use { it.config.toString() }
            ProxyRotator {
                timeouts { call = 5.seconds }
                fromEnvironment(emptyMap())
            }.use { it.config.toString() shouldBe before }
        }

        test("S4-20 what is set later wins, a prefix keeps applications apart") {
            ProxyRotator {
                fromEnvironment(mapOf("HTTP_TIMEOUT" to "1", "APP_HTTP_TIMEOUT" to "2.5"), prefix = "APP_")
            }.use { it.config.timeout shouldBe 2.5.seconds }
            ProxyRotator {
                fromEnvironment(documented)
                timeouts { call = 7.seconds }
            }.use { it.config.timeout shouldBe 7.seconds }
        }

        test("S4-20 every wrong variable is named, with its value and what it must be") {
            val wrong = documented + mapOf("HTTP_TIMEOUT" to "abc", "MAX_RETRIES" to "-1")
            val message =
                shouldThrow<IllegalArgumentException> { ProxyRotator { fromEnvironment(wrong) } }.message.orEmpty()
            message shouldContain "HTTP_TIMEOUT is \"abc\"; it must be a number of seconds greater than 0, such as 30"
            message shouldContain "MAX_RETRIES is \"-1\"; it must be a whole number of at least 0, such as 3"
        }
    })

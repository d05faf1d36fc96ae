package dev.proxyrotator.conformance

import dev.proxyrotator.LimitsBuilder
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.doubles.shouldBeLessThanOrEqual
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respondOk
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

/** In no window of time more than the burst and what the rate gives in that time. */
private fun shouldKeepTo(
    limit: RateLimit,
    times: List<Long>,
) {
    for (first in times.indices) {
        for (last in first until times.size) {
            val allowed = limit.burst + (times[last] - times[first]).milliseconds / limit.per * limit.permits
            withClue("$limit from ${times[first]} ms to ${times[last]} ms") {
                (last - first + 1).toDouble() shouldBeLessThanOrEqual allowed + 1e-6
            }
        }
    }
}

class RatesTest :
    FunSpec({
        val limit = RateLimit(5, 1.seconds, burst = 3)
        val kinds: Map<String, LimitsBuilder.() -> Unit> =
            mapOf(
                "proxy" to { ratePerProxy = limit },
                "host" to { ratePerHost = limit },
                "client" to { rate = limit },
            )
        kinds.forEach { (kind, configure) ->
            test("the rate per $kind is kept in every window, through bursts, failures and failovers") {
                runTest {
                    val random = Random(8)
                    val sent = ArrayList<Triple<String, String, Long>>()
                    mockRotator(configure = {
                        proxies(named("a", "b", "c"))
                        limits {
                            configure()
                            leaseTimeout = 10.minutes
                        }
                        timeouts { call = 20.minutes }
                        health { coolDown = 2.seconds }
                    }) {
                        sent.add(Triple(it.exit, it.url.host, currentTime))
                        delay(random.nextLong(300))
                        if (random.nextInt(4) == 0) throw ConnectException("refused")
                        respondOk()
                    }.use { rotator ->
                        coroutineScope {
                            repeat(300) {
                                if (random.nextInt(3) == 0) delay(random.nextLong(800))
                                launch { runCatching { rotator.get("http://host${random.nextInt(3)}.example/") } }
                            }
                        }
                        val groups =
                            when (kind) {
                                "proxy" -> sent.groupBy { it.first }.values
                                "host" -> sent.groupBy { it.second }.values
                                else -> listOf(sent)
                            }
                        sent.size shouldBeGreaterThan 250
                        groups.forEach { group -> shouldKeepTo(limit, group.map { it.third }) }
                        rotator.inFlight shouldBe 0
                    }
                }
            }
        }

        test("a slow rate holds for the probe of a proxy too") {
            runTest {
                val sent = ArrayList<Long>()
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    limits { ratePerProxy = RateLimit(1, 10.minutes) }
                    health { failureThreshold = 1 }
                }) {
                    if (it.exit == "a") sent.add(currentTime)
                    throw ConnectException("refused")
                }.use { rotator ->
                    repeat(100) {
                        runCatching { rotator.through("a") }
                        delay(20.seconds)
                    }
                    shouldKeepTo(RateLimit(1, 10.minutes), sent)
                    sent.size shouldBeGreaterThan 3
                }
            }
        }

        test("a request takes another exit sooner than wait for one whose rate is used up") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    limits { ratePerProxy = RateLimit(10, 10.seconds, burst = 2) }
                }) { respondOk() }.use { rotator ->
                    List(2) { rotator.through("a").exit } shouldContainExactly listOf("a", "a")
                    List(2) { rotator.get(TARGET).exit } shouldContainExactly listOf("b", "b")
                    currentTime shouldBe 0
                    rotator.get(TARGET)
                    currentTime.shouldBeInRange(1_000L..1_001L)
                }
            }
        }

        test("a session waits for the rate of its exit, and others do not") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    limits { ratePerProxy = RateLimit(1, 4.seconds) }
                }) { respondOk() }.use { rotator ->
                    suspend fun inSession() = rotator.get(TARGET) { rotation { session = "user" } }.exit
                    inSession() shouldBe "a"
                    rotator.get(TARGET).exit shouldBe "b"
                    currentTime shouldBe 0
                    inSession() shouldBe "a"
                    currentTime.shouldBeInRange(4_000L..4_001L)
                }
            }
        }
    })

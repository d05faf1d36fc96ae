package dev.proxyrotator.rotation

import dev.proxyrotator.limit.RateLimit
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlin.random.Random
import kotlin.time.AbstractLongTimeSource
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.DurationUnit
import kotlin.time.TimeSource

private const val NANOS_A_MILLI = 1_000_000

/** The virtual time in nanoseconds, from [start] on and round to the smallest number after the greatest. */
private class From(
    private val start: Long,
    private val scope: TestScope,
) : AbstractLongTimeSource(DurationUnit.NANOSECONDS) {
    override fun read(): Long = start + scope.currentTime * NANOS_A_MILLI
}

/** When each attempt began, through whom and to where, and what came of each call. */
private class Protocol {
    val attempts = ArrayList<String>()
    val outcomes = ArrayList<String>()
}

/** Some minutes with everything in them that goes by the time. */
private fun someMinutes(clock: (TestScope) -> TimeSource.WithComparableMarks): Protocol {
    val protocol = Protocol()
    runTest(timeout = 2.minutes) {
        val random = Random(1)
        VirtualRotator(this, *proxies(12), configure = {
            timeSource = clock(this@runTest)
            timeouts { call = 8.seconds }
            limits {
                maxConnections = 8
                ratePerHost = RateLimit(4, 1.seconds)
                ratePerProxy = RateLimit(2, 1.seconds)
                rate = RateLimit(6, 1.seconds)
            }
            health { failureThreshold = 2 }
            sessions { timeToLive = 40.seconds }
        }) {
            protocol.attempts.add("$currentTime ${route.proxy} ${request.url}")
            delay(random.nextLong(900))
            when (random.nextInt(12)) {
                0, 1 -> refuse()
                2 -> lose()
                3 -> respond("", HttpStatusCode.ServiceUnavailable, headersOf(HttpHeaders.RetryAfter, "2"))
                4 -> respond("", HttpStatusCode.TooManyRequests, headersOf(HttpHeaders.RetryAfter, "20"))
                else -> respond()
            }
        }.use { virtual ->
            val calls =
                List(700) { number ->
                    delay(random.nextLong(600))
                    launch {
                        val result =
                            runCatching {
                                virtual.rotator.get("http://host${number % 3}.example/") {
                                    if (number % 4 == 0) rotation { session = "s${number % 5}" }
                                }
                            }
                        protocol.outcomes.add("$currentTime $number ${result.isSuccess}")
                    }
                }
            calls.joinAll()
            virtual.shouldHoldNothing()
        }
    }
    return protocol
}

class StrangeClocksTest :
    FunSpec({
        test("J1, J2 all goes by the clock that is given: below zero, through zero or wrapping, all is the same") {
            val usual = someMinutes { From(start = 0, it) }
            usual.attempts.size shouldBeGreaterThan 500
            val aMinute = 1.minutes.inWholeNanoseconds
            listOf(Long.MIN_VALUE, -aMinute, Long.MAX_VALUE - aMinute, Long.MAX_VALUE - 1).forEach { start ->
                val strange = someMinutes { From(start, it) }
                strange.attempts shouldBe usual.attempts
                strange.outcomes shouldBe usual.outcomes
            }
        }
    })

package dev.proxyrotator.limit

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeSorted
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.doubles.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private fun TestScope.limiter(
    rate: Int,
    per: Duration = 1.seconds,
    burst: Int = rate,
) = RateLimiter(rate, per, burst, testTimeSource)

class RateLimiterTest :
    FunSpec({
        test("S2-15 twenty permits at 10 a second: ten at once, the others 100 ms apart") {
            runTest {
                val limiter = limiter(10)
                val times = List(20) { limiter.acquire().let { currentTime } }
                times shouldContainExactly List(10) { 0L } + List(10) { 100L * (it + 1) }
            }
        }

        test("a burst of 1 spaces permits evenly") {
            runTest {
                val limiter = limiter(10, burst = 1)
                List(4) { limiter.acquire().let { currentTime } } shouldContainExactly listOf(0L, 100L, 200L, 300L)
            }
        }

        test("never more than burst + rate × t in any window, whoever comes, waits and is cancelled") {
            checkAll(60, Arb.int()) { seed ->
                val random = Random(seed)
                runTest {
                    val limit = RateLimit(random.nextInt(1, 200), 1.seconds, random.nextInt(1, 20))
                    val limiter = RateLimiter(limit, testTimeSource)
                    val start = testTimeSource.markNow()
                    val given = ArrayList<Duration>()
                    val jobs = ArrayList<Job>()
                    repeat(200) {
                        if (random.nextInt(4) == 0) delay(random.nextLong(200))
                        val permits = random.nextInt(1, limit.burst + 1)
                        jobs +=
                            launch {
                                if (limiter.acquireSomehow(permits, random)) {
                                    repeat(permits) { given += start.elapsedNow() }
                                }
                            }
                        if (random.nextInt(3) == 0) jobs.random(random).cancel()
                    }
                    jobs.joinAll()
                    excess(limit, given) shouldBeLessThanOrEqual 1e-6
                    given.shouldBeSorted()
                }
            }
        }

        test("first come, first served, however many permits each wants") {
            runTest {
                val limiter = limiter(10, burst = 5)
                limiter.acquire(5)
                val served = ArrayList<Pair<Int, Long>>()
                listOf(5, 1, 3).forEach { permits ->
                    launch {
                        limiter.acquire(permits)
                        served += permits to currentTime
                    }
                }
                runCurrent()
                testScheduler.advanceTimeBy(450)
                limiter.tryAcquire() shouldBe false
                testScheduler.advanceUntilIdle()
                served shouldContainExactly listOf(5 to 500L, 1 to 600L, 3 to 900L)
            }
        }

        test("S2-15 who is cancelled takes no permit, and those behind move up at once") {
            checkAll(60, Arb.int()) { seed ->
                val random = Random(seed)
                runTest {
                    val limiter = limiter(10, burst = 1)
                    val served = ArrayList<Pair<Int, Long>>()
                    val jobs =
                        List(20) { index ->
                            launch {
                                limiter.acquire()
                                served += index to currentTime
                            }
                        }
                    runCurrent()
                    val cancelled = (1 until 20).shuffled(random).take(random.nextInt(20))
                    cancelled.forEach { jobs[it].cancel() }
                    testScheduler.advanceUntilIdle()
                    served shouldContainExactly
                        (0 until 20).minus(cancelled.toSet()).mapIndexed { at, index ->
                            index to at * 100L
                        }
                    limiter.tryAcquire() shouldBe false
                    delay(100)
                    limiter.tryAcquire() shouldBe true
                }
            }
        }

        test("a waiter that is cancelled in the instant it could go leaves its permit to the next") {
            runTest {
                val limiter = limiter(10, burst = 1)
                limiter.acquire()
                val first = launch { limiter.acquire() }
                val second = async { limiter.acquire().let { currentTime } }
                launch {
                    delay(100)
                    first.cancel()
                }
                second.await() shouldBe if (first.isCancelled) 100L else 200L
            }
        }

        test("a coroutine that was cancelled before takes nothing") {
            runTest {
                val limiter = limiter(1)
                launch {
                    coroutineContext[Job]?.cancel()
                    limiter.acquire()
                }
                runCurrent()
                limiter.tryAcquire() shouldBe true
            }
        }

        test("tryAcquire never waits, and does not overtake") {
            runTest {
                val limiter = limiter(10, burst = 2)
                limiter.tryAcquire(2) shouldBe true
                limiter.tryAcquire() shouldBe false
                launch { limiter.acquire(2) }
                runCurrent()
                testScheduler.advanceTimeBy(150)
                limiter.tryAcquire() shouldBe false
                testScheduler.advanceUntilIdle()
                currentTime shouldBe 200
            }
        }

        test("a wait that would be longer than allowed is refused without waiting") {
            runTest {
                val limiter = limiter(10, burst = 1)
                limiter.tryAcquire(Duration.ZERO) shouldBe true
                limiter.tryAcquire(99.milliseconds) shouldBe false
                currentTime shouldBe 0
                val waits = List(5) { async { limiter.tryAcquire(300.milliseconds).let { it to currentTime } } }
                waits.awaitAll() shouldContainExactly
                    listOf(true to 100L, true to 200L, true to 300L, false to 0L, false to 0L)
            }
        }

        test("ten thousand who wait are served in their order, each at its time") {
            runTest {
                val limiter = limiter(1_000, burst = 10)
                var served = 0
                coroutineScope {
                    repeat(10_000) { index ->
                        launch {
                            limiter.acquire()
                            index shouldBe served++
                        }
                    }
                }
                served shouldBe 10_000
                currentTime shouldBe 9_990
            }
        }

        test("a wait of a year is no problem, and neither is its end") {
            runTest(timeout = 10.seconds) {
                val limiter = limiter(1, 365.days)
                limiter.acquire()
                limiter.tryAcquire(364.days) shouldBe false
                val patient = launch { limiter.acquire() }
                runCurrent()
                patient.cancel()
                limiter.acquire()
                currentTime shouldBe 365.days.inWholeMilliseconds
            }
        }

        test("what it is told must make sense") {
            runTest {
                shouldThrow<IllegalArgumentException> { limiter(0) }.message shouldContain "permits"
                val limiter = limiter(10, burst = 3)
                for (permits in listOf(-1, 0, 4)) {
                    shouldThrow<IllegalArgumentException> { limiter.acquire(permits) }.message shouldBe
                        "permits must be between 1 and the burst 3, was $permits"
                    shouldThrow<IllegalArgumentException> { limiter.tryAcquire(permits) }
                    shouldThrow<IllegalArgumentException> { limiter.tryAcquire(1.seconds, permits) }
                }
                limiter.toString() shouldBe "RateLimiter(10 per 1s, burst 3)"
                limiter.limit shouldBe RateLimit(10, 1.seconds, 3)
            }
        }
    })

private suspend fun RateLimiter.acquireSomehow(
    permits: Int,
    random: Random,
): Boolean =
    when (random.nextInt(3)) {
        0 -> tryAcquire(permits)
        1 -> tryAcquire(random.nextInt(2_000).milliseconds, permits)
        else -> acquire(permits).let { true }
    }

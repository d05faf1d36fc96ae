package dev.proxyrotator.limit

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.doubles.shouldBeLessThanOrEqual
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.kotest.matchers.types.shouldBeSameInstanceAs
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
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
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private fun TestScope.limiter(
    perHost: Int? = null,
    ratePerHost: RateLimit? = null,
    rate: RateLimit? = null,
    maxWaiting: Int = 100_000,
) = HostLimiter(
    Limits(maxConnectionsPerHost = perHost, maxWaiting = maxWaiting, rates = Limits.Rates(null, ratePerHost, rate)),
    testTimeSource,
)

private suspend fun HostLimiter.permit(
    host: String,
    timeLeft: Duration = 1.hours,
): HostPermit = acquire(host, timeLeft).shouldBeInstanceOf<HostPermit>()

private fun HostLimiter.shouldBeIdle() {
    counts().waiting shouldBe 0
    counts().inUse shouldBe 0
}

class HostLimiterTest :
    FunSpec({
        test("without a limit it lets everybody pass and remembers nothing") {
            runTest {
                val limiter = limiter()
                repeat(1_000) { limiter.permit("host$it", Duration.ZERO) shouldBeSameInstanceAs HostPermit.Uncounted }
                limiter.counts().hosts shouldBe 0
            }
        }

        test("no more than its places are taken at a host, whose names differ in nothing but case") {
            runTest {
                val limiter = limiter(perHost = 2)
                var running = 0
                var most = 0
                repeat(20) {
                    launch {
                        val permit = limiter.permit(if (it % 2 == 0) "a.example" else "A.Example")
                        most = maxOf(most, ++running)
                        delay(10)
                        running--
                        permit.release()
                    }
                }
                runCurrent()
                most shouldBe 2
                testScheduler.advanceUntilIdle()
                currentTime shouldBe 100
                limiter.shouldBeIdle()
                limiter.counts().hosts shouldBe 0
            }
        }

        test("a host is served in the order of its waiters, and a full one does not hold up another") {
            runTest {
                val limiter = limiter(perHost = 1)
                val order = ArrayList<String>()
                val holder = limiter.permit("full")
                repeat(5) { number ->
                    launch {
                        val permit = limiter.permit("full")
                        order += "full $number"
                        delay(1)
                        permit.release()
                    }
                    runCurrent()
                }
                limiter.permit("other").release()
                order += "other"
                holder.release()
                testScheduler.advanceUntilIdle()
                order shouldContainExactly listOf("other") + List(5) { "full $it" }
                limiter.shouldBeIdle()
            }
        }

        test("a second release of the same permit gives nothing back") {
            runTest {
                val limiter = limiter(perHost = 1)
                val first = limiter.permit("host")
                first.release()
                val second = limiter.permit("host")
                first.release()
                limiter.acquire("host", Duration.ZERO) shouldBeSameInstanceAs HostAdmission.TooLong
                second.release()
                limiter.permit("host", Duration.ZERO).release()
                limiter.shouldBeIdle()
            }
        }

        test("the rate of a host and of the client hold in every window, and nobody waits longer than they ask for") {
            repeat(30) { seed ->
                runTest {
                    val random = Random(seed)
                    val perHost = RateLimit(random.nextInt(1, 20), 1.seconds, random.nextInt(1, 5))
                    val all = RateLimit(random.nextInt(10, 60), 1.seconds, random.nextInt(1, 10))
                    val starts = List(3) { ArrayList<Duration>() }
                    val limiter = limiter(perHost = 3, ratePerHost = perHost, rate = all)
                    val origin = testTimeSource.markNow()
                    val jobs =
                        List(200) {
                            val host = random.nextInt(3)
                            val begin = random.nextLong(5_000)
                            val hold = random.nextLong(200)
                            launch {
                                delay(begin)
                                val permit = limiter.permit("host$host")
                                starts[host] += origin.elapsedNow()
                                delay(hold)
                                permit.release()
                            }
                        }
                    jobs.joinAll()
                    starts.sumOf { it.size } shouldBe 200
                    starts.forEach { excess(perHost, it) shouldBeLessThanOrEqual 1e-6 }
                    excess(all, starts.flatten().sorted()) shouldBeLessThanOrEqual 1e-6
                    limiter.shouldBeIdle()
                }
            }
        }

        test("a rate is used up to the full") {
            runTest {
                val limiter = limiter(ratePerHost = RateLimit(1_000, 1.seconds, 10))
                List(5_010) { launch { limiter.permit("host") } }.joinAll()
                currentTime shouldBe 5_000
            }
        }

        test("hosts take turns at the rate of the client") {
            runTest {
                val limiter = limiter(rate = RateLimit(1, 1.seconds))
                limiter.permit("first")
                val order = ArrayList<String>()
                for (host in listOf("a", "a", "a", "b", "b", "c")) {
                    launch { limiter.permit(host).also { order += host } }
                    runCurrent()
                }
                testScheduler.advanceUntilIdle()
                order shouldContainExactly listOf("a", "b", "c", "a", "b", "a")
                currentTime shouldBe 6_000
                limiter.counts().hosts shouldBe 0
            }
        }

        test("I4 when as many wait as may, one more is refused at once") {
            runTest {
                val limiter = limiter(perHost = 1, maxWaiting = 2)
                val holder = limiter.permit("host")
                repeat(2) { launch { limiter.permit("host").release() } }
                runCurrent()
                limiter.acquire("host", 1.minutes) shouldBeSameInstanceAs HostAdmission.QueueFull
                limiter.permit("other").release()
                holder.release()
                testScheduler.advanceUntilIdle()
                currentTime shouldBe 0
                limiter.shouldBeIdle()
            }
        }

        test("a wait that is sure to be too long is not begun") {
            runTest {
                val limiter = limiter(ratePerHost = RateLimit(1, 1.seconds))
                limiter.permit("host")
                val waiter = async { limiter.acquire("host", 1.seconds) }
                runCurrent()
                limiter.acquire("host", 1_999.milliseconds) shouldBeSameInstanceAs HostAdmission.TooLong
                limiter.acquire("host", 2.seconds).shouldBeInstanceOf<HostPermit>()
                currentTime shouldBe 2_000
                waiter.await().shouldBeInstanceOf<HostPermit>()
                limiter.acquire("host", 500.milliseconds) shouldBeSameInstanceAs HostAdmission.TooLong
                currentTime shouldBe 2_000
                limiter.shouldBeIdle()
            }
        }

        test("a wait for a place ends with the time there is for it") {
            runTest {
                val limiter = limiter(perHost = 1)
                val holder = limiter.permit("host")
                limiter.acquire("host", 3.seconds) shouldBeSameInstanceAs HostAdmission.TooLong
                currentTime shouldBe 3_000
                holder.release()
                limiter.shouldBeIdle()
                limiter.counts().hosts shouldBe 0
            }
        }

        test("F6 a cancelled waiter holds up and reorders nobody") {
            runTest {
                val limiter = limiter(ratePerHost = RateLimit(1, 1.seconds))
                limiter.permit("host")
                val order = ArrayList<Int>()
                val jobs =
                    List(6) { number ->
                        launch { limiter.permit("host").also { order += number } }.also { runCurrent() }
                    }
                listOf(0, 3, 5).forEach { jobs[it].cancel() }
                testScheduler.advanceUntilIdle()
                order shouldContainExactly listOf(1, 2, 4)
                currentTime shouldBe 3_000
                limiter.shouldBeIdle()
            }
        }

        test("F2 who is cancelled in the instant its turn comes leaves place and tokens to the next") {
            runTest {
                val limiter = limiter(perHost = 1, ratePerHost = RateLimit(2, 1.seconds), rate = RateLimit(2, 1.hours))
                val holder = limiter.permit("host")
                val unlucky = launch { limiter.permit("host") }
                val next = async { limiter.permit("host") }
                runCurrent()
                holder.release()
                // Called, but not resumed yet.
                unlucky.cancel()
                next.await().release()
                currentTime shouldBe 0
                limiter.shouldBeIdle()
            }
        }

        test("F1 ten thousand random cancels leave every counter at zero, and the rates hold") {
            runTest {
                val random = Random(20_261_121)
                val perHost = RateLimit(100, 1.seconds, 3)
                val all = RateLimit(500, 1.seconds, 5)
                val limiter = limiter(perHost = 2, ratePerHost = perHost, rate = all, maxWaiting = 300)
                val origin = testTimeSource.markNow()
                val starts = List(10) { ArrayList<Duration>() }
                var cancels = 0
                coroutineScope {
                    repeat(40_000) {
                        val host = random.nextInt(10)
                        val hold = random.nextLong(20)
                        val timeLeft = random.nextLong(1, 400).milliseconds
                        val job: Job =
                            launch {
                                val permit = limiter.acquire("host$host", timeLeft) as? HostPermit ?: return@launch
                                starts[host] += origin.elapsedNow()
                                try {
                                    delay(hold)
                                } finally {
                                    permit.release()
                                }
                            }
                        if (random.nextInt(4) > 0) {
                            val after = random.nextLong(100)
                            launch {
                                delay(after)
                                if (job.isActive) cancels++
                                job.cancel()
                            }
                        }
                        if (random.nextInt(8) == 0) delay(random.nextLong(4))
                    }
                }
                (cancels > 10_000) shouldBe true
                starts.forEach { excess(perHost, it) shouldBeLessThanOrEqual 1e-6 }
                excess(all, starts.flatten().sorted()) shouldBeLessThanOrEqual 1e-6
                limiter.shouldBeIdle()
                delay(1.minutes)
                repeat(10) { limiter.permit("another$it").release() }
                limiter.counts().hosts shouldBeLessThanOrEqual 10
            }
        }

        test("a million hosts pass through in constant memory, fast or slow") {
            runTest {
                val limiter = limiter(perHost = 1, ratePerHost = RateLimit(1, 1.hours))
                repeat(1_000_000) {
                    limiter.permit("host$it").release()
                    if (it % 100_000 == 0) limiter.counts().hosts shouldBeLessThanOrEqual 10_001
                }
                limiter.counts().hosts shouldBeLessThanOrEqual 10_001
                delay(1.hours)
                repeat(10_000) { limiter.permit("later$it").release() }
                limiter.acquire("later1", Duration.ZERO) shouldBeSameInstanceAs HostAdmission.TooLong
                limiter.counts().hosts shouldBeLessThanOrEqual 10_001
            }
        }
    })

package dev.proxyrotator.limit

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlin.random.Random
import kotlin.time.AbstractLongTimeSource
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.DurationUnit
import kotlin.time.TestTimeSource

/** How many more than [limit] allows started in the worst of all windows between two of [starts]; ascending. */
internal fun excess(
    limit: RateLimit,
    starts: List<Duration>,
): Double {
    // In the window from start i to start j there are j - i + 1: a running minimum finds the worst i for each j.
    val perStart = limit.per / limit.permits
    var least = Double.MAX_VALUE
    return starts.withIndex().maxOfOrNull { (index, time) ->
        val level = index - time / perStart
        least = minOf(least, level)
        level - least + 1 - limit.burst
    } ?: 0.0
}

private fun randomLimit(random: Random): RateLimit {
    val per = listOf(1.seconds, 1.hours, 7.milliseconds, 1.days, 999_999_937.nanoseconds).random(random)
    return RateLimit(random.nextInt(1, 2_000), per, random.nextInt(1, 50))
}

class TokenBucketTest :
    FunSpec({
        test("never more than burst + rate × t in any window, whenever it is asked") {
            checkAll(300, Arb.int()) { seed ->
                val random = Random(seed)
                val limit = randomLimit(random)
                val clock = TestTimeSource()
                val start = clock.markNow()
                val bucket = TokenBucket(limit, start)
                val starts = ArrayList<Duration>()
                repeat(500) {
                    if (bucket.waitFor(clock.markNow()) == Duration.ZERO) {
                        bucket.take(clock.markNow())
                        starts += start.elapsedNow()
                    }
                    // Now and then a pause, so that it fills.
                    val scale = if (random.nextInt(50) == 0) limit.burst else 1
                    clock += limit.per / limit.permits * random.nextDouble() * scale
                }
                excess(limit, starts) shouldBeLessThanOrEqual 1e-6
            }
        }

        test("who waits as long as it says finds a token, and loses no more than a nanosecond each") {
            checkAll(200, Arb.int()) { seed ->
                val limit = randomLimit(Random(seed))
                val clock = TestTimeSource()
                val start = clock.markNow()
                val bucket = TokenBucket(limit, start)
                val count = limit.burst + 1_000
                repeat(count) {
                    clock += bucket.waitFor(clock.markNow())
                    bucket.waitFor(clock.markNow()) shouldBe Duration.ZERO
                    bucket.take(clock.markNow())
                }
                val ideal = limit.per / limit.permits * 1_000
                val late = start.elapsedNow() - ideal
                (late in -(1.microseconds)..1_001.nanoseconds) shouldBe true
            }
        }

        test("several tokens take as long as one after the other") {
            val clock = TestTimeSource()
            val bucket = TokenBucket(RateLimit(10, 1.seconds, burst = 2), clock.markNow())
            bucket.waitFor(clock.markNow(), tokens = 2) shouldBe Duration.ZERO
            bucket.waitFor(clock.markNow(), tokens = 3) shouldBe 100.milliseconds
            bucket.take(clock.markNow())
            bucket.waitFor(clock.markNow(), tokens = 3) shouldBe 200.milliseconds
            (bucket.waitFor(clock.markNow(), tokens = Int.MAX_VALUE) > 2_000.days) shouldBe true
        }

        test("no number of tokens and no rate make it overflow") {
            val clock = TestTimeSource()
            val bucket = TokenBucket(RateLimit(1, 366.days), clock.markNow())
            bucket.take(clock.markNow())
            (bucket.waitFor(clock.markNow(), tokens = Int.MAX_VALUE) > 36_000.days) shouldBe true
        }

        test("it is full once all that was taken is back") {
            val clock = TestTimeSource()
            val bucket = TokenBucket(RateLimit(10, 1.seconds), clock.markNow())
            bucket.isFull(clock.markNow()) shouldBe true
            repeat(3) { bucket.take(clock.markNow()) }
            clock += 299.milliseconds
            bucket.isFull(clock.markNow()) shouldBe false
            clock += 1.milliseconds
            bucket.isFull(clock.markNow()) shouldBe true
        }

        test("J2 a clock that starts below zero or overflows changes nothing") {
            for (first in listOf(Long.MIN_VALUE, -5_000_000_000, Long.MAX_VALUE - 50_000_000)) {
                val clock = RawClock(first)
                val bucket = TokenBucket(RateLimit(10, 1.seconds, burst = 1), clock.markNow())
                repeat(20) {
                    bucket.waitFor(clock.markNow()) shouldBe Duration.ZERO
                    bucket.take(clock.markNow())
                    bucket.waitFor(clock.markNow()) shouldBe 100.milliseconds
                    clock.nanoseconds += 100_000_000
                }
            }
        }

        test("a limit is its three values, and says which of them is out of range") {
            RateLimit(10, 1.seconds).toString() shouldBe "10 per 1s, burst 10"
            RateLimit(10, 1.seconds) shouldBe RateLimit(10, 1000.milliseconds, 10)
            RateLimit(10, 1.seconds).hashCode() shouldBe RateLimit(10, 1.seconds).hashCode()
            RateLimit(10, 1.seconds) shouldNotBe RateLimit(10, 1.seconds, 9)
            shouldThrow<IllegalArgumentException> { RateLimit(0, 1.seconds) }.message shouldContain "permits"
            shouldThrow<IllegalArgumentException> { RateLimit(1, Duration.ZERO) }.message shouldContain "per must"
            shouldThrow<IllegalArgumentException> { RateLimit(1, Duration.INFINITE) }.message shouldContain "per must"
            shouldThrow<IllegalArgumentException> { RateLimit(1, 1.seconds, 0) }.message shouldContain "burst"
            shouldThrow<IllegalArgumentException> { RateLimit(1_000_001, 1.seconds) }.message shouldContain
                "microsecond"
            shouldThrow<IllegalArgumentException> { RateLimit(1, 1.days, 400) }.message shouldContain "year"
        }
    })

private class RawClock(
    var nanoseconds: Long,
) : AbstractLongTimeSource(DurationUnit.NANOSECONDS) {
    override fun read(): Long = nanoseconds
}

package dev.proxyrotator.retry

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

/** Remembers every call and every retry; linear in everything. */
private class ListedBudget(
    private val budget: RetryBudget,
) {
    private val calls = mutableListOf<Long>()
    private val retries = mutableListOf<Long>()

    private fun part(time: Duration) = time.inWholeNanoseconds / (budget.window.inWholeNanoseconds / 10)

    fun call(time: Duration) {
        calls += part(time)
    }

    fun retry(time: Duration): Boolean {
        val counted = part(time) - 9..part(time)
        val limit = budget.ratio * calls.count { it in counted } + budget.reservePerSecond * (budget.window / 1.seconds)
        return (retries.count { it in counted } < limit).also { if (it) retries += part(time) }
    }
}

class RetryBudgetTest :
    FunSpec({
        test("allows the same retries as a list of all that happened") {
            checkAll(300, Arb.int()) { seed ->
                val random = Random(seed)
                val budget =
                    RetryBudget(
                        ratio = random.nextDouble(0.0, 1.5),
                        reservePerSecond = random.nextInt(4) / 2.0,
                        window = random.nextInt(500, 20_000).milliseconds,
                    )
                val clock = TestTimeSource()
                val origin = clock.markNow()
                val counter = RetryBudgetCounter(budget, origin)
                val model = ListedBudget(budget)
                repeat(400) {
                    if (random.nextInt(3) > 0) {
                        counter.onCall(clock.markNow())
                        model.call(origin.elapsedNow())
                    } else {
                        counter.tryRetry(clock.markNow()) shouldBe model.retry(origin.elapsedNow())
                    }
                    clock += budget.window * random.nextDouble() / listOf(100, 10, 1).random(random)
                }
            }
        }

        test("G1 of a thousand calls that all fail, no more than the ratio and the reserve are repeated") {
            val clock = TestTimeSource()
            val counter = RetryBudgetCounter(RetryBudget(), clock.markNow())
            var repeated = 0
            repeat(1_000) {
                counter.onCall(clock.markNow())
                repeat(3) { if (counter.tryRetry(clock.markNow())) repeated++ }
                clock += 1.milliseconds
            }
            repeated shouldBe 300
            clock += 10.seconds
            repeat(1_000) { if (counter.tryRetry(clock.markNow())) repeated++ }
            repeated shouldBe 400
        }

        test("J2 a reading of the clock from before the others changes nothing") {
            val clock = TestTimeSource()
            val counter = RetryBudgetCounter(RetryBudget(ratio = 1.0, reservePerSecond = 0.0), clock.markNow())
            val early = clock.markNow()
            clock += 5.seconds
            counter.onCall(clock.markNow())
            counter.tryRetry(early) shouldBe true
            counter.tryRetry(early - 1.seconds) shouldBe false
        }

        test("an unlimited one allows everything, an empty one nothing") {
            val clock = TestTimeSource()
            val unlimited = RetryBudgetCounter(RetryBudget.Unlimited, clock.markNow())
            List(10_000) { unlimited.tryRetry(clock.markNow()) }.all { it } shouldBe true
            val empty = RetryBudgetCounter(RetryBudget(ratio = 0.0, reservePerSecond = 0.0), clock.markNow())
            repeat(10) { empty.onCall(clock.markNow()) }
            empty.tryRetry(clock.markNow()) shouldBe false
        }

        test("values out of range are errors that name them") {
            shouldThrow<IllegalArgumentException> { RetryBudget(ratio = -0.1) }.message shouldContain "ratio"
            shouldThrow<IllegalArgumentException> { RetryBudget(ratio = Double.NaN) }.message shouldContain "ratio"
            shouldThrow<IllegalArgumentException> { RetryBudget(reservePerSecond = Double.NaN) }.message shouldContain
                "reservePerSecond"
            shouldThrow<IllegalArgumentException> { RetryBudget(window = Duration.ZERO) }.message shouldContain "window"
            shouldThrow<IllegalArgumentException> { RetryBudget(window = Duration.INFINITE) }.message shouldContain
                "window"
        }
    })

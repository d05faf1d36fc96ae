package dev.proxyrotator.health

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.plusOrMinus
import io.kotest.matchers.ints.shouldBeGreaterThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.bind
import io.kotest.property.arbitrary.choice
import io.kotest.property.arbitrary.constant
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds

private val window = 60.seconds

private class Happened(
    val pause: Duration,
    val quarters: Int,
)

/** One after the other; 0 quarters are a success. */
private val happened =
    Arb.bind(
        Arb.choice(Arb.int(0..20_000), Arb.int(0..200_000), Arb.constant(0)),
        Arb.element(0, 0, 1, 4, 4),
    ) { pause, quarters -> Happened(pause.milliseconds, quarters) }

private fun RecentOutcomes.success(elapsed: Duration) = plus(1, 0, elapsed, window)

private fun RecentOutcomes.failure(elapsed: Duration) = plus(0, 4, elapsed, window)

class RecentOutcomesTest :
    FunSpec({
        test("counts what a list of all outcomes would, of this half window and the one before") {
            checkAll(Arb.list(happened, 0..200), Arb.element(0.seconds, 12_345.seconds, 3000.days)) { all, age ->
                var recent = RecentOutcomes.NONE
                var elapsed = age
                val list = ArrayList<Pair<Long, Int>>()
                for (one in all) {
                    elapsed += one.pause
                    recent = recent.plus(if (one.quarters == 0) 1 else 0, one.quarters, elapsed, window)
                    val half = elapsed.inWholeSeconds / 30
                    list.add(half to one.quarters)
                    val counted = list.filter { it.first >= half - 1 }.map { it.second }
                    val weight = counted.sumOf { if (it == 0) 4 else it }
                    recent.count shouldBe counted.count { it == 0 } + counted.sum() / 4
                    recent.failureRate shouldBe (counted.sum().toDouble() / weight plusOrMinus 1e-9)
                }
            }
        }

        test("nothing has no rate") {
            RecentOutcomes.NONE.failureRate shouldBe 0.0
            RecentOutcomes.NONE.count shouldBe 0
        }

        test("what is older than the window is forgotten, what is younger than half of it is not") {
            val failed = RecentOutcomes.NONE.failure(29.seconds)
            failed.success(31.seconds).failureRate shouldBe 0.5
            failed.success(59.seconds).failureRate shouldBe 0.5
            failed.success(60.seconds).failureRate shouldBe 0.0
            failed.success(3600.seconds).count shouldBe 1
        }

        test("counters that are full are halved, and the rate stays") {
            checkAll(Arb.int(2000..20_000), Arb.int(1..99)) { outcomes, percent ->
                var recent = RecentOutcomes.NONE
                repeat(outcomes) { index ->
                    recent = if (index % 100 < percent) recent.failure(1.seconds) else recent.success(1.seconds)
                    if (index > RecentOutcomes.MAX_MINIMUM) {
                        recent.count shouldBeGreaterThanOrEqual RecentOutcomes.MAX_MINIMUM
                    }
                }
                withClue("$outcomes $percent") { recent.failureRate shouldBe (percent / 100.0 plusOrMinus 0.12) }
            }
        }

        test("quarters that are taken back are gone, the latest first, and never more than there are") {
            val recent =
                RecentOutcomes.NONE
                    .failure(29.seconds)
                    .failure(31.seconds)
                    .success(31.seconds)
            recent.minus(4).count shouldBe 2
            recent.minus(4).success(61.seconds).failureRate shouldBe 0.0
            recent.minus(6).failureRate shouldBe (2.0 / 6 plusOrMinus 1e-9)
            recent.minus(100).failureRate shouldBe 0.0
            recent.minus(100).count shouldBe 1
        }

        test("J2 an age that is negative, goes back a little or is that of centuries does no harm") {
            RecentOutcomes.NONE
                .failure((-31).seconds)
                .success((-1).seconds)
                .failureRate shouldBe 0.5
            RecentOutcomes.NONE
                .failure((-61).seconds)
                .success((-1).seconds)
                .failureRate shouldBe 0.0
            RecentOutcomes.NONE
                .failure(30.seconds)
                .success(30.seconds - 1.nanoseconds)
                .failureRate shouldBe 0.5
            RecentOutcomes.NONE
                .failure(Long.MAX_VALUE.nanoseconds)
                .success(Duration.INFINITE)
                .count shouldBe 2
        }

        test("a proxy that joins an old pool counts from its first outcome on") {
            val joined = RecentOutcomes.NONE.failure(400.days).failure(400.days + 30.seconds)
            joined.count shouldBe 2
            joined.success(400.days + 60.seconds).failureRate shouldBe 0.5
            joined.success(400.days + 90.seconds).failureRate shouldBe 0.0
        }
    })

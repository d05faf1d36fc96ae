package dev.proxyrotator.selection

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.plusOrMinus
import io.kotest.matchers.doubles.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlin.math.sqrt

class WeightedTest :
    FunSpec({
        fun weighted(vararg weights: Double) = weights.mapIndexed { slot, weight -> candidate(slot, weight) }

        fun Collection<Candidate>.shares() = associate { it.slot to it.weight }

        test("S0-35 a mixed set is chosen within 1 % of its weights") {
            val all = weighted(0.5, 1.0, 2.0, 3.0, 10.0, 100.0)
            val counts = Weighted().selectorOf(all, seed = 3).tally(1_000_000)
            all.forEach {
                val expected = it.weight / 116.5 * 1_000_000
                // For the lightest 1 % is less than its standard deviation; it gets two of those.
                counts.getValue(it.slot).toDouble() shouldBe
                    (expected plusOrMinus maxOf(expected / 100, 2 * sqrt(expected)))
            }
        }

        test("S0-44 equal weights are even") {
            val all = candidates(100)
            chiSquare(Weighted().selectorOf(all).tally(100_000), all.shares()) shouldBeLessThan 148.2
        }

        test("weights between powers of two are hit as well") {
            val all = weighted(1.0, 1.1, 1.25, 1.5, 1.75, 1.99, 2.01)
            chiSquare(Weighted().selectorOf(all).tally(1_000_000), all.shares()) shouldBeLessThan 22.5
        }

        test("twelve decimal orders do not get in each other's way") {
            val light = List(3) { candidate(it, 1e-6 * (it + 1)) }
            val heavy = List(3) { candidate(10 + it, 1e6 / (it + 1)) }
            val selector = Weighted().selectorOf(light + heavy)
            chiSquare(selector.tally(100_000), heavy.shares()) shouldBeLessThan 13.8
            // The light ones still have their exact shares once the heavy ones came and went.
            heavy.forEach(selector::remove)
            chiSquare(selector.tally(100_000), light.shares()) shouldBeLessThan 13.8
            heavy.forEach(selector::add)
            chiSquare(selector.tally(100_000, heavy), light.shares()) shouldBeLessThan 13.8
        }

        test("a weight below all others by six orders is still chosen now and then") {
            val all = weighted(1e-3, 1e3)
            val light = Weighted().selectorOf(all).tally(4_000_000)[0] ?: 0
            light.toDouble() shouldBe (4.0 plusOrMinus 6.0)
        }

        test("exclusions leave the proportions of the others") {
            val all = weighted(1.0, 2.0, 3.0, 4.0, 100.0)
            val counts = Weighted().selectorOf(all).tally(500_000, listOf(all[4], all[1], all[4]))
            chiSquare(counts, (all - all[4] - all[1]).shares()) shouldBeLessThan 13.8
        }

        test("a change of weight takes effect with the next choice") {
            val all = weighted(1.0, 1.0, 1.0)
            val selector = Weighted().selectorOf(all)
            selector.tally(1_000)
            all[1].weight = 7.5
            selector.update(all[1])
            all[2].weight = 0.125
            selector.update(all[2])
            chiSquare(selector.tally(500_000), all.shares()) shouldBeLessThan 13.8
        }

        test("weights beyond the range count as its bounds") {
            val all = weighted(Double.MIN_VALUE, 1e-100)
            all.forEach { it.weight shouldBe it.proxy.weight }
            val even = mapOf(0 to 1.0, 1 to 1.0)
            chiSquare(Weighted().selectorOf(all).tally(100_000), even) shouldBeLessThan 10.8
            all.forEach { it.weight = Double.MAX_VALUE / (it.slot + 1) }
            chiSquare(Weighted().selectorOf(all).tally(100_000), even) shouldBeLessThan 10.8
        }

        test("a candidate refuses a weight that is no weight") {
            val candidate = candidate(0)
            listOf(0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY).forEach {
                shouldThrow<IllegalArgumentException> { candidate.weight = it }
            }
            candidate.weight shouldBe 1.0
        }
    })

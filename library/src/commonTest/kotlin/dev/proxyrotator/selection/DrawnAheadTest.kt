package dev.proxyrotator.selection

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlin.random.Random

private const val ROUNDS = 200_000

// 1 in 1000 of unbiased samples would exceed these; the seeds are fixed, so a failure is a bias.
private const val LIMIT_8_FREEDOMS = 26.1

/** Whatever happens to those that are drawn ahead, any two of them stay independent and have the shares of now. */
class DrawnAheadTest :
    FunSpec({
        fun DrawnAhead.fill(
            random: Random,
            weights: DoubleArray,
        ) = repeat(DrawnAhead.CAPACITY) {
            var left = random.nextDouble() * weights.sum()
            put(weights.indices.first { index -> (left - weights[index]).also { left = it } < 0 })
        }

        fun DrawnAhead.pair(
            one: Int,
            other: Int,
        ): Int? = if (maxOf(one, other) < size) 3 * get(one) + get(other) else null

        fun check(
            before: DoubleArray,
            after: DoubleArray,
            seed: Int,
            change: DrawnAhead.() -> Unit,
        ) {
            val random = Random(seed)
            // Neighbours, the ends, and the two that are taken first.
            for ((one, other) in listOf(0 to 1, 0 to 15, 15 to 14, 7 to 8)) {
                val counts = mutableMapOf<Int, Int>()
                repeat(ROUNDS) {
                    val ahead = DrawnAhead(random)
                    ahead.fill(random, before)
                    ahead.change()
                    // Counted from the top where some were dropped, as they are taken from there.
                    val shift = DrawnAhead.CAPACITY - ahead.size
                    ahead.pair(maxOf(one - shift, 0), if (other - shift > 0) other - shift else 1)?.let {
                        counts[it] = (counts[it] ?: 0) + 1
                    }
                }
                val shares =
                    buildMap {
                        for (a in 0..2) for (b in 0..2) if (after[a] * after[b] > 0) put(3 * a + b, after[a] * after[b])
                    }
                counts.keys.all { it in shares } shouldBe true
                chiSquare(counts, shares) shouldBeLessThan LIMIT_8_FREEDOMS
            }
        }

        test("one that joins with a small share") {
            val after = doubleArrayOf(2.0, 1.0, 0.05)
            check(doubleArrayOf(2.0, 1.0, 0.0), after, seed = 1) { gained(2, 0.05 / 3.05) }
        }

        test("one that joins with a large share") {
            check(doubleArrayOf(2.0, 1.0, 0.0), doubleArrayOf(2.0, 1.0, 6.0), seed = 2) { gained(2, 6.0 / 9) }
        }

        test("one that gets heavier") {
            check(doubleArrayOf(2.0, 1.0, 1.0), doubleArrayOf(2.0, 1.0, 1.2), seed = 3) { gained(2, 0.2 / 4.2) }
        }

        test("one that gets lighter") {
            check(doubleArrayOf(2.0, 1.0, 1.0), doubleArrayOf(2.0, 1.0, 0.25), seed = 4) { lost(2, 0.75) }
        }

        test("one that leaves") {
            check(doubleArrayOf(2.0, 1.0, 0.5), doubleArrayOf(2.0, 1.0, 0.0), seed = 5) { lost(2, 1.0) }
        }
    })

package dev.proxyrotator.selection

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.plusOrMinus
import io.kotest.matchers.doubles.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlin.math.sqrt
import kotlin.random.Random

private const val DRAWS = 200_000

// Chi-square with many degrees of freedom is nearly normal: 1 in 1000 of unbiased samples would exceed this.
private fun limit(freedoms: Int) = freedoms + 3.1 * sqrt(2.0 * freedoms)

/** Choices by chance where draws are made ahead, and where they are not. */
class ByChanceTest :
    FunSpec({
        val strategies = listOf(UniformRandom(), Weighted(), CostAware())

        fun many(count: Int) = List(count) { candidate(it, weight = listOf(0.5, 1.0, 2.0, 3.0, 10.0)[it % 5]) }

        fun RotationStrategy.share(candidate: Candidate) = if (this is UniformRandom) 1.0 else candidate.weight

        for (strategy in strategies) {
            for (size in listOf(-1, 0, 1, 2_000).map { ByChance.AHEAD_FROM + it }) {
                test("$strategy: $size are chosen by their shares") {
                    val all = many(size)
                    val counts = strategy.selectorOf(all).tally(DRAWS)
                    chiSquare(counts, all.associate { it.slot to strategy.share(it) }) shouldBeLessThan limit(size)
                }
            }

            test("$strategy: the shares are right while others come and go") {
                val all = many(ByChance.AHEAD_FROM + 500)
                val passing = List(100) { candidate(all.size + it, weight = 50.0) }
                val selector = strategy.selectorOf(all)
                val random = Random(3)
                val counts = mutableMapOf<Int, Int>()
                repeat(DRAWS) {
                    val other = passing[it % 100]
                    selector.add(other)
                    repeat(random.nextInt(3)) { selector.select(SelectionRequest()) }
                    selector.remove(other)
                    val chosen = checkNotNull(selector.select(SelectionRequest())).slot
                    counts[chosen] = (counts[chosen] ?: 0) + 1
                }
                chiSquare(counts, all.associate { it.slot to strategy.share(it) }) shouldBeLessThan limit(all.size)
            }

            test("$strategy: the shares are right while some are excluded now and then") {
                val all = many(ByChance.AHEAD_FROM + 500)
                val excluded = all.filter { it.slot % 5 == 4 }.take(200)
                val selector = strategy.selectorOf(all)
                val counts = mutableMapOf<Int, Int>()
                repeat(DRAWS) {
                    selector.select(SelectionRequest(excluded))
                    val chosen = checkNotNull(selector.select(SelectionRequest())).slot
                    counts[chosen] = (counts[chosen] ?: 0) + 1
                }
                chiSquare(counts, all.associate { it.slot to strategy.share(it) }) shouldBeLessThan limit(all.size)
            }
        }

        /** How often [candidate] is chosen by the next choice after [change], in per cent of what its share promises. */
        fun nextAfter(
            all: List<Candidate>,
            candidate: Candidate,
            change: Selector.(Candidate) -> Unit,
            undo: Selector.(Candidate) -> Unit,
        ): Double {
            val selector = Weighted().selectorOf(all - candidate)
            val chosen =
                (1..20_000).count {
                    selector.select(SelectionRequest())
                    selector.change(candidate)
                    (selector.select(SelectionRequest()) === candidate).also { selector.undo(candidate) }
                }
            return chosen / 20_000.0
        }

        test("one that joins has its share from the next choice on") {
            val all = candidates(5_000)
            val joiner = candidate(5_000, weight = 1_000.0)
            nextAfter(all, joiner, Selector::add, Selector::remove) shouldBe (1.0 / 6 plusOrMinus 0.01)
            joiner.weight = 20_000.0
            nextAfter(all, joiner, Selector::add, Selector::remove) shouldBe (0.8 plusOrMinus 0.01)
        }

        test("a change of weight takes effect with the next choice") {
            val all = candidates(5_000)
            val selector = Weighted().selectorOf(all)

            fun shareAt(weight: Double): Double =
                (1..20_000).count {
                    all[7].weight = if (weight > 1_000) 1.0 else 5_000.0
                    selector.update(all[7])
                    selector.select(SelectionRequest())
                    all[7].weight = weight
                    selector.update(all[7])
                    selector.select(SelectionRequest()) === all[7]
                } / 20_000.0
            shareAt(4_999.0) shouldBe (0.5 plusOrMinus 0.012)
            shareAt(1_000.0) shouldBe (1.0 / 6 plusOrMinus 0.01)
        }

        test("the dearer is chosen the less often, by the bias") {
            val all = listOf(1.0, 2.0, 4.0).mapIndexed { slot, cost -> Candidate(proxy(slot).withCost(cost), slot) }

            fun squared(bias: Double, vararg shares: Double) =
                chiSquare(
                    CostAware(bias).selectorOf(all).tally(DRAWS),
                    shares.withIndex().associate { it.index to it.value },
                )
            squared(1.0, 4.0, 2.0, 1.0) shouldBeLessThan 13.8
            squared(2.0, 16.0, 4.0, 1.0) shouldBeLessThan 13.8
            squared(0.0, 1.0, 1.0, 1.0) shouldBeLessThan 13.8
            CostAware(1_000.0).selectorOf(all).tally(1_000) shouldBe mapOf(0 to 1_000)
        }
    })

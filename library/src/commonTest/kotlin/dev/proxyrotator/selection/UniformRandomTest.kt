package dev.proxyrotator.selection

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import kotlin.random.Random

// 1 in 1000 of unbiased samples would exceed these; the seeds are fixed, so a failure is a bias.
private const val LIMIT_99_FREEDOMS = 148.2
private const val LIMIT_6_FREEDOMS = 22.5

class UniformRandomTest :
    FunSpec({
        fun List<Candidate>.evenly() = associate { it.slot to 1.0 }

        test("S0-35 all are chosen with the same probability") {
            val all = candidates(100)
            val counts = UniformRandom().selectorOf(all).tally(100_000)
            chiSquare(counts, all.evenly()) shouldBeLessThan LIMIT_99_FREEDOMS
        }

        test("exclusions leave the others even") {
            val all = candidates(10)
            val counts = UniformRandom().selectorOf(all, seed = 2).tally(100_000, listOf(all[9], all[0], all[4]))
            chiSquare(counts, (all - listOf(all[9], all[0], all[4])).evenly()) shouldBeLessThan LIMIT_6_FREEDOMS
        }

        test("a choice after other exclusions is even again") {
            val all = candidates(7)
            val selector = UniformRandom().selectorOf(all, seed = 3)
            val counts = mutableMapOf<Int, Int>()
            repeat(100_000) {
                selector.use(listOf(all[it % 7], all[it % 3]))
                counts.merge(checkNotNull(selector.use()).slot)
            }
            chiSquare(counts, all.evenly()) shouldBeLessThan LIMIT_6_FREEDOMS
        }

        test("those that are left after coming and going are even") {
            val all = candidates(20)
            val selector = UniformRandom().selectorOf(all, seed = 4)
            all.forEach(selector::remove)
            all.shuffled(Random(5)).take(7).also { seven ->
                seven.forEach(selector::add)
                chiSquare(selector.tally(100_000), seven.evenly()) shouldBeLessThan LIMIT_6_FREEDOMS
            }
        }

        test("the same seed makes the same choices, another seed others") {
            val choices = List(2) { UniformRandom().selectorOf(candidates(50), seed = 6).choose(100) }
            choices[0] shouldBe choices[1]
            UniformRandom().selectorOf(candidates(50), seed = 7).choose(100) shouldNotBe choices[0]
        }
    })

private fun MutableMap<Int, Int>.merge(slot: Int) {
    this[slot] = (this[slot] ?: 0) + 1
}

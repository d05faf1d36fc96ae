package dev.proxyrotator.selection

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class LeastUsedTest :
    FunSpec({
        fun used(vararg uses: Long) = uses.mapIndexed { slot, count -> candidate(slot).apply { this.uses = count } }

        test("S0-35 it chooses the least used, and of several the one that waited longest") {
            LeastUsed().selectorOf(candidates(3)).choose(7) shouldBe listOf(0, 1, 2, 0, 1, 2, 0)
        }

        test("those that were passed over catch up") {
            val all = candidates(3)
            val selector = LeastUsed().selectorOf(all)
            selector.choose(4, all[0]) shouldBe listOf(1, 2, 1, 2)
            selector.choose(5) shouldBe listOf(0, 0, 1, 2, 0)
        }

        test("statistics from before are honoured exactly when added in ascending order") {
            val all = used(0, 2, 2, 5)
            LeastUsed().selectorOf(all).choose(12) shouldBe listOf(0, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 3)
        }

        test("a new proxy starts level with the least used one and is not flooded") {
            val all = candidates(10)
            val selector = LeastUsed().selectorOf(all)
            selector.tally(10_000)
            val joiner = candidate(10)
            selector.add(joiner)
            selector.tally(1_100)[10] shouldBe 100
            joiner.uses shouldBe 100
        }

        test("a new proxy is not flooded either when it joins while nothing else is selectable") {
            val all = candidates(2)
            val selector = LeastUsed().selectorOf(all)
            selector.tally(2_000)
            all.forEach(selector::remove)
            selector.add(candidate(2))
            all.forEach(selector::add)
            selector.tally(300)[2] shouldBe 100
        }

        test("a late joiner that goes out and comes back does not get its lead over again") {
            val all = candidates(10)
            val selector = LeastUsed().selectorOf(all)
            selector.tally(10_000)
            val joiner = candidate(10).also(selector::add)
            repeat(3) { selector.use(all) shouldBe joiner }
            selector.remove(joiner)
            selector.add(joiner)
            selector.tally(30) shouldBe all.associate { it.slot to 3 }
            selector.choose(1) shouldBe listOf(10)
        }

        test("one that comes back between the levels takes its place there") {
            val all = used(0, 3, 6, 9)
            val selector = LeastUsed().selectorOf(listOf(all[0], all[1], all[3]))
            selector.add(all[2])
            selector.choose(9) shouldBe listOf(0, 0, 0, 1, 0, 1, 0, 1, 0)
            selector.choose(3) shouldBe listOf(2, 1, 0)
        }

        test("uses by another selector's choice count as its own") {
            val all = candidates(3)
            val selectors = List(2) { LeastUsed().selectorOf(all) }
            repeat(30) { turn ->
                val chosen = checkNotNull(selectors[turn % 2].select(SelectionRequest()))
                chosen.uses++
                selectors.forEach { it.loadChanged(chosen) }
            }
            all.map { it.uses } shouldBe listOf(10L, 10L, 10L)
        }

        test("uses while it was away count when it comes back") {
            val all = candidates(2)
            val selector = LeastUsed().selectorOf(all)
            selector.choose(2)
            selector.remove(all[0])
            all[0].uses += 2
            selector.add(all[0])
            selector.choose(4) shouldBe listOf(1, 1, 0, 1)
        }

        test("a turn that the pool refused is gone") {
            val all = candidates(2)
            val selector = LeastUsed().selectorOf(all)
            selector.select(SelectionRequest()) shouldBe all[0]
            selector.choose(3) shouldBe listOf(1, 0, 1)
        }

        test("far up between many levels it joins a lower one, and serves its turn there") {
            val count = 40
            val all = used(*LongArray(count) { 10L * it })
            val selector = LeastUsed().selectorOf(all - all[30])
            selector.add(all[30])
            // Level with the 17th from below, at 160, although its own uses are 300.
            val before = selector.tally((0 until 16).sumOf { 160 - 10 * it })
            before.keys shouldBe (0 until 16).toSet()
            selector.tally(18).keys shouldBe (0..16).toSet() + 30
            all[30].uses shouldBe 301
        }
    })

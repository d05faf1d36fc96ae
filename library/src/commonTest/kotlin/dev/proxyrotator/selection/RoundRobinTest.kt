package dev.proxyrotator.selection

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class RoundRobinTest :
    FunSpec({
        test("S0-35 it goes round in the order of adding") {
            RoundRobin().selectorOf(candidates(3)).choose(7) shouldBe listOf(0, 1, 2, 0, 1, 2, 0)
        }

        test("a new proxy comes at the end of the current lap") {
            val selector = RoundRobin().selectorOf(candidates(3))
            selector.choose(1) shouldBe listOf(0)
            selector.add(candidate(3))
            selector.choose(7) shouldBe listOf(1, 2, 0, 3, 1, 2, 0)
        }

        test("the next in turn can go, and comes back at the end of the lap") {
            val all = candidates(3)
            val selector = RoundRobin().selectorOf(all)
            selector.remove(all[0])
            selector.choose(1) shouldBe listOf(1)
            selector.add(all[0])
            selector.choose(6) shouldBe listOf(2, 1, 0, 2, 1, 0)
        }

        test("those that were passed over keep their turn") {
            val all = candidates(4)
            val selector = RoundRobin().selectorOf(all)
            selector.choose(1, all[0], all[1]) shouldBe listOf(2)
            selector.choose(8) shouldBe listOf(0, 1, 3, 2, 0, 1, 3, 2)
        }

        test("one that is always excluded does not bend the turns of the others") {
            val all = candidates(4)
            RoundRobin().selectorOf(all).choose(6, all[0]) shouldBe listOf(1, 2, 3, 1, 2, 3)
        }

        test("when all but the last of the lap are excluded, the lap starts where it was") {
            val all = candidates(3)
            val selector = RoundRobin().selectorOf(all)
            selector.choose(1, all[0], all[1]) shouldBe listOf(2)
            selector.choose(3) shouldBe listOf(0, 1, 2)
        }
    })

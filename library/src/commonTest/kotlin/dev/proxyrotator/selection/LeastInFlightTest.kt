package dev.proxyrotator.selection

import io.kotest.common.ExperimentalKotest
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.PropTestConfig
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlin.random.Random

@OptIn(ExperimentalKotest::class)
class LeastInFlightTest :
    FunSpec({
        fun Selector.lendNext(): Int = checkNotNull(select(SelectionRequest())).also(::lend).slot

        test("while nothing is under way it goes round") {
            LeastInFlight().selectorOf(candidates(3)).choose(7) shouldBe listOf(0, 1, 2, 0, 1, 2, 0)
        }

        test("who answered is chosen before who has not") {
            val all = candidates(3)
            val selector = LeastInFlight().selectorOf(all)
            List(4) { selector.lendNext() } shouldBe listOf(0, 1, 2, 0)
            selector.takeBack(all[2])
            List(3) { selector.lendNext() } shouldBe listOf(2, 1, 2)
        }

        test("one that joins with attempts under way takes its place among the others") {
            val all = candidates(4)
            val selector = LeastInFlight().selectorOf(all.take(3))
            repeat(9) { selector.lendNext() }
            all[3].inFlight = 1
            selector.add(all[3])
            List(4) { selector.lendNext() } shouldBe listOf(3, 3, 0, 1)
        }

        test("the same choices as a list sorted by what is under way, then by who waited longest") {
            checkAll(PropTestConfig(seed = 20_261_121, iterations = 150), Arb.int()) { seed ->
                val random = Random(seed)
                val selector = LeastInFlight().selector()
                val absent = candidates(8).toMutableList()
                val waiting = mutableListOf<Candidate>()

                fun Candidate.moveToEnd() {
                    waiting.remove(this)
                    waiting += this
                }
                repeat(400) {
                    when (random.nextInt(8)) {
                        0 -> {
                            absent.randomOrNull(random)?.let {
                                absent.remove(it)
                                waiting += it
                                selector.add(it)
                            }
                        }

                        1 -> {
                            waiting.randomOrNull(random)?.let {
                                waiting.remove(it)
                                absent += it
                                selector.remove(it)
                            }
                        }

                        in 2..4 -> {
                            waiting.filter { it.inFlight > 0 }.randomOrNull(random)?.let {
                                it.moveToEnd()
                                selector.takeBack(it)
                            }
                        }

                        else -> {
                            val excluded = (absent + waiting).shuffled(random).take(random.nextInt(4))
                            val expected = (waiting - excluded.toSet()).minByOrNull { it.inFlight }
                            val chosen = selector.select(SelectionRequest(excluded))
                            chosen shouldBe expected
                            chosen?.moveToEnd()
                            if (chosen != null && random.nextInt(5) > 0) selector.lend(chosen)
                        }
                    }
                }
            }
        }
    })

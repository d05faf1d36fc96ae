package dev.proxyrotator.selection

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe

/** What every strategy promises, whatever its order. */
class SelectorContractTest :
    FunSpec({
        everyStrategy.forEach { strategy ->
            test("$strategy: every selectable proxy is chosen in the end") {
                val all = candidates(50)
                strategy
                    .selectorOf(all)
                    .tally(5_000)
                    .keys
                    .shouldContainExactlyInAnyOrder(all.map { it.slot })
            }

            test("$strategy: S0-44 proxies without weights work from a cold start") {
                val selector = strategy.selectorOf(candidates(3))
                selector.tally(300).values.sum() shouldBe 300
            }

            test("$strategy: an excluded proxy is never chosen") {
                val all = candidates(5)
                val counts = strategy.selectorOf(all).tally(1_000, listOf(all[1], all[3]))
                counts.keys.shouldContainExactlyInAnyOrder(0, 2, 4)
            }

            test("$strategy: an exclusion ends with the call") {
                val all = candidates(5)
                val selector = strategy.selectorOf(all)
                selector.tally(10, all.take(4))
                selector.tally(1_000).size shouldBe 5
            }

            test("$strategy: exclusions may be doubled or foreign") {
                val all = candidates(4)
                val selector = strategy.selectorOf(all)
                val foreign = listOf(candidate(0), candidate(99))
                selector.tally(500, listOf(all[1], all[1]) + foreign).keys.shouldContainExactlyInAnyOrder(0, 2, 3)
                repeat(50) { selector.use(listOf(all[0], all[1], all[2])) shouldBe all[3] }
                selector.size shouldBe 4
            }

            test("$strategy: nothing is chosen from nothing") {
                val selector = strategy.selector()
                selector.use() shouldBe null
                selector.use(candidates(2)) shouldBe null
            }

            test("$strategy: nothing is chosen when all are excluded") {
                val all = candidates(3)
                val selector = strategy.selectorOf(all)
                selector.use(all) shouldBe null
            }

            test("$strategy: a removed proxy is not chosen until it is added again") {
                val all = candidates(3)
                val selector = strategy.selectorOf(all)
                selector.remove(all[1])
                selector.tally(300).keys.shouldContainExactlyInAnyOrder(0, 2)
                selector.add(all[1])
                selector.tally(300).keys.shouldContainExactlyInAnyOrder(0, 1, 2)
            }

            test("$strategy: the last proxy can go and come back") {
                val only = candidate(7)
                val selector = strategy.selectorOf(listOf(only))
                selector.remove(only)
                selector.use() shouldBe null
                selector.add(only)
                selector.choose(3) shouldBe listOf(7, 7, 7)
            }

            test("$strategy: adding one that is there, or one to a slot that is taken, is loud and changes nothing") {
                val all = candidates(3)
                val selector = strategy.selectorOf(all)
                shouldThrow<IllegalStateException> { selector.add(all[1]) }
                shouldThrow<IllegalStateException> { selector.add(candidate(1)) }
                selector.size shouldBe 3
                selector.tally(300).size shouldBe 3
            }

            test("$strategy: removing or updating one that is not there is loud and changes nothing") {
                val all = candidates(3)
                val selector = strategy.selectorOf(all.take(2))
                listOf(all[2], candidate(0), candidate(1_000)).forEach {
                    shouldThrow<IllegalStateException> { selector.remove(it) }
                    shouldThrow<IllegalStateException> { selector.update(it) }
                }
                selector.size shouldBe 2
                selector.tally(300).size shouldBe 2
            }

            test("$strategy: a slot serves another proxy after the first one has left") {
                val all = candidates(3)
                val selector = strategy.selectorOf(all)
                selector.tally(30)
                selector.remove(all[1])
                val successor = candidate(1)
                selector.add(successor)
                selector.tally(300, listOf(all[1])).size shouldBe 3
                all[1].uses + successor.uses + all[0].uses + all[2].uses shouldBe 330
            }

            test("$strategy: it grows to ten thousand, in any order of slots") {
                val all = candidates(10_000)
                val selector = strategy.selectorOf(all.reversed())
                selector.size shouldBe 10_000
                // Of many on a ring a few are so close behind another one that they get hardly any keys.
                selector.tally(200_000).size shouldBeGreaterThan if (strategy == Sticky()) 9_900 else 9_999
                all.drop(1).forEach(selector::remove)
                selector.choose(2) shouldBe listOf(0, 0)
            }

            test("$strategy: a choice counts nothing") {
                val all = candidates(3)
                val selector = strategy.selectorOf(all)
                repeat(10) { selector.select(SelectionRequest()) }
                all.sumOf { it.uses + it.inFlight } shouldBe 0
            }

            test("$strategy: a choice that the pool refuses leads to another one") {
                val all = candidates(10)
                val selector = strategy.selectorOf(all)
                repeat(100) {
                    val refused = mutableListOf<Candidate>()
                    repeat(10) { refused += checkNotNull(selector.select(SelectionRequest(refused.toList()))) }
                    refused.toSet() shouldBe all.toSet()
                    selector.use(refused) shouldBe null
                }
            }
        }
    })

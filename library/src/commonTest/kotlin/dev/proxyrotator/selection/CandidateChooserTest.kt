package dev.proxyrotator.selection

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain

class CandidateChooserTest :
    FunSpec({
        test("it sees those that are there and not excluded, and the request") {
            val all = candidates(5)
            val seen = mutableListOf<List<Candidate>>()
            val strategy =
                RotationStrategy.of("mine") { choices, request ->
                    request.host shouldBe "shop.example"
                    seen += choices.toList()
                    choices.last()
                }
            val selector = strategy.selectorOf(all)
            selector.use(listOf(all[1], all[1], candidate(2)), host = "shop.example")
            selector.remove(all[4])
            selector.use(host = "shop.example")
            seen[0].shouldContainExactlyInAnyOrder(all - all[1])
            seen[1].shouldContainExactlyInAnyOrder(all - all[4])
        }

        test("it may choose none, and is not asked when there is none") {
            val all = candidates(2)
            var asked = 0
            val selector =
                RotationStrategy
                    .of("mine") { _, _ ->
                        asked++
                        null
                    }.selectorOf(all)
            selector.use() shouldBe null
            selector.use(all) shouldBe null
            asked shouldBe 1
        }

        test("A1 a choice from elsewhere is loud, and names the strategy") {
            val all = candidates(3)
            val stranger = candidate(1)
            val choices = listOf(stranger, all[0])
            for (choice in choices) {
                val selector = RotationStrategy.of("mine") { _, _ -> choice }.selectorOf(all)
                shouldThrow<IllegalStateException> { selector.use(listOf(all[0])) }.message shouldContain "\"mine\""
            }
        }

        test("the choices are a view with bounds") {
            val all = candidates(3)
            val selector =
                RotationStrategy
                    .of("mine") { choices, _ ->
                        choices.size shouldBe 2
                        (all[0] in choices) shouldBe false
                        (all[1] in choices) shouldBe true
                        shouldThrow<IndexOutOfBoundsException> { choices[2] }
                        choices[0]
                    }.selectorOf(all)
            selector.use(listOf(all[0])) shouldNotBe null
        }

        test("it is a value by name and function") {
            val chooser = CandidateChooser { choices, _ -> choices.first() }
            RotationStrategy.of("mine", chooser) shouldBe RotationStrategy.of("mine", chooser)
            RotationStrategy.of("mine", chooser) shouldNotBe RotationStrategy.of("other", chooser)
            RotationStrategy.of("mine", chooser).toString() shouldBe "mine"
            shouldThrow<IllegalArgumentException> { RotationStrategy.of(" ", chooser) }
        }
    })

package dev.proxyrotator.selection

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldNotBeSameInstanceAs

class RotationStrategyTest :
    FunSpec({
        test("S0-3 the strategies have their names, the default one first") {
            RotationStrategy.names.shouldContainExactly(
                "round-robin",
                "random",
                "weighted",
                "least-used",
                "least-in-flight",
                "latency-aware",
                "sticky",
                "cost-aware",
            )
        }

        test("S0-3 a name finds the strategy that has it") {
            RotationStrategy.names.map { RotationStrategy.named(it) }.shouldContainExactly(
                RoundRobin(),
                UniformRandom(),
                Weighted(),
                LeastUsed(),
                LeastInFlight(),
                LatencyAware(),
                Sticky(),
                CostAware(),
            )
            RotationStrategy.names.forEach { RotationStrategy.named(it).name shouldBe it }
        }

        test("S0-7 an unknown name is refused with the names that are known") {
            val message = shouldThrow<IllegalArgumentException> { RotationStrategy.named("fastest") }.message
            message shouldContain "fastest"
            RotationStrategy.names.forEach { message shouldContain it }
        }

        test("a strategy is a value that prints as its name") {
            RoundRobin() shouldBe RoundRobin()
            RoundRobin().hashCode() shouldBe RoundRobin().hashCode()
            RoundRobin() shouldNotBe LeastUsed()
            RotationStrategy.names.forEach { RotationStrategy.named(it).toString() shouldBe it }
        }

        test("selectors of one strategy share nothing") {
            val strategy = RoundRobin()
            val one = strategy.selectorOf(candidates(2))
            val other = strategy.selectorOf(candidates(2))
            one shouldNotBeSameInstanceAs other
            one.choose(3) shouldBe listOf(0, 1, 0)
            other.choose(1) shouldBe listOf(0)
        }
    })

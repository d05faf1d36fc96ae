package dev.proxyrotator.selection

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

class EveryTest :
    FunSpec({
        test("each is kept for as many choices as asked for") {
            EveryRequests(3).selectorOf(candidates(3)).choose(10) shouldBe listOf(0, 0, 0, 1, 1, 1, 2, 2, 2, 0)
            EveryRequests(1).selectorOf(candidates(3)).choose(4) shouldBe listOf(0, 1, 2, 0)
        }

        test("one that leaves is replaced at once, and comes back in its turn") {
            val all = candidates(3)
            val selector = EveryRequests(3).selectorOf(all)
            selector.choose(1) shouldBe listOf(0)
            selector.remove(all[0])
            selector.choose(2) shouldBe listOf(1, 1)
            selector.add(all[0])
            selector.choose(8) shouldBe listOf(1, 2, 2, 2, 1, 1, 1, 0)
        }

        test("one that is excluded is replaced, and the other one is kept") {
            val all = candidates(3)
            val selector = EveryRequests(3).selectorOf(all)
            selector.choose(1) shouldBe listOf(0)
            selector.choose(1, all[0]) shouldBe listOf(1)
            selector.choose(3) shouldBe listOf(1, 1, 2)
        }

        test("when nobody is left the one that is kept stays so") {
            val all = candidates(2)
            val selector = EveryRequests(3).selectorOf(all)
            selector.choose(1) shouldBe listOf(0)
            selector.use(all) shouldBe null
            selector.choose(3) shouldBe listOf(0, 0, 1)
        }

        test("each is kept for some time") {
            val time = TestTimeSource()
            val selector = EveryDuration(10.seconds).selector(timeSource = time)
            candidates(3).forEach(selector::add)
            selector.choose(2) shouldBe listOf(0, 0)
            time += 9.seconds
            selector.choose(1) shouldBe listOf(0)
            time += 1.seconds
            selector.choose(2) shouldBe listOf(1, 1)
            time += 25.seconds
            selector.choose(2) shouldBe listOf(2, 2)
        }

        test("the time of a replacement begins with it") {
            val time = TestTimeSource()
            val all = candidates(3)
            val selector = EveryDuration(10.seconds).selector(timeSource = time)
            all.forEach(selector::add)
            selector.choose(1) shouldBe listOf(0)
            time += 9.seconds
            selector.remove(all[0])
            selector.choose(1) shouldBe listOf(1)
            time += 9.seconds
            selector.choose(1) shouldBe listOf(1)
        }

        test("they are values, and refuse what makes no sense") {
            EveryRequests(3) shouldBe EveryRequests(3, RoundRobin())
            EveryRequests(3).hashCode() shouldBe EveryRequests(3).hashCode()
            EveryRequests(3) shouldNotBe EveryRequests(3, LeastUsed())
            EveryRequests(3, Weighted()).toString() shouldBe "every-requests(3, weighted)"
            EveryDuration(3.seconds) shouldBe EveryDuration(3.seconds)
            EveryDuration(3.seconds).hashCode() shouldBe EveryDuration(3.seconds).hashCode()
            EveryDuration(3.seconds) shouldNotBe EveryDuration(4.seconds)
            EveryDuration(3.seconds).toString() shouldBe "every-duration(3s, round-robin)"
            shouldThrow<IllegalArgumentException> { EveryRequests(0) }
            shouldThrow<IllegalArgumentException> { EveryDuration(Duration.ZERO) }
            CostAware() shouldBe CostAware(1.0)
            CostAware(2.0) shouldNotBe CostAware(1.0)
            CostAware(2.0).toString() shouldBe "cost-aware(2.0)"
            listOf(-1.0, Double.NaN, Double.POSITIVE_INFINITY).forEach {
                shouldThrow<IllegalArgumentException> { CostAware(it) }
            }
        }
    })

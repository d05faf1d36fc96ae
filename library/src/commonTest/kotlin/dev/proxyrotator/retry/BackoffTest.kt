package dev.proxyrotator.retry

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.doubles.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlin.math.abs
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

class BackoffTest :
    FunSpec({
        test("the bound doubles from retry to retry up to the cap") {
            List(9) { Backoff().bound(it + 1).inWholeMilliseconds } shouldContainExactly
                listOf(100L, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000)
        }

        test("the wait is never longer than the cap, however many retries there were") {
            checkAll(Arb.int(1..1_000_000), Arb.int()) { retry, seed ->
                val delay = Backoff(cap = 5.seconds).delay(retry, Random(seed))
                (delay in Duration.ZERO..5.seconds) shouldBe true
            }
        }

        test("the wait is drawn uniformly from zero to the bound (Kolmogorov-Smirnov)") {
            val random = Random(7)
            val count = 10_000
            val drawn = List(count) { Backoff().delay(3, random) / 400.milliseconds }.sorted()
            val distance = drawn.withIndex().maxOf { (index, value) -> abs(value - (index + 0.5) / count) }
            distance shouldBeLessThan 1.63 / 100
        }

        test("values out of range are errors that name them") {
            shouldThrow<IllegalArgumentException> { Backoff(base = (-1).seconds) }.message shouldContain "base"
            shouldThrow<IllegalArgumentException> { Backoff(base = 2.seconds, cap = 1.seconds) }.message shouldContain
                "cap"
            shouldThrow<IllegalArgumentException> { Backoff(factor = 0.5) }.message shouldContain "factor"
            shouldThrow<IllegalArgumentException> { Backoff(factor = Double.NaN) }.message shouldContain "factor"
        }
    })

package dev.proxyrotator.retry

import dev.proxyrotator.failure.FailureKind
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

private const val DRAWN = 10_000

// 1 in 100 of uniform samples of that size would exceed it; the seed is fixed, so a failure is a bias.
private const val CRITICAL_DISTANCE = 1.63 / 100

private fun distanceFromUniform(
    random: Random,
    draw: (Random) -> Double,
): Double =
    List(DRAWN) { draw(random) }
        .sorted()
        .withIndex()
        .maxOf { (index, value) -> maxOf(abs(value - index.toDouble() / DRAWN), abs(value - (index + 1.0) / DRAWN)) }

class BackoffTest :
    FunSpec({
        test("the bound doubles from retry to retry up to the cap") {
            List(9) { Backoff().bound(it + 1).inWholeMilliseconds } shouldContainExactly
                listOf(100L, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000)
        }

        test("G5 the wait is never longer than the cap, however many retries there were") {
            checkAll(Arb.int(1..1_000_000), Arb.int()) { retry, seed ->
                val delay = Backoff(cap = 5.seconds).delay(retry, Random(seed))
                (delay in Duration.ZERO..5.seconds) shouldBe true
            }
        }

        test("G5 waits are drawn uniformly from zero to their bound (Kolmogorov-Smirnov)") {
            val policy = RetryPolicy()
            val bounds = mapOf(1 to 100.milliseconds, 3 to 400.milliseconds, 50 to 10.seconds)
            bounds.forEach { (retry, bound) ->
                distanceFromUniform(
                    Random(7),
                ) { policy.delayAfter(FailureKind.STATUS, retry, it) / bound } shouldBeLessThan
                    CRITICAL_DISTANCE
            }
            distanceFromUniform(
                Random(7),
            ) { policy.delayAfter(FailureKind.CONNECT, 1, it) / 25.milliseconds } shouldBeLessThan
                CRITICAL_DISTANCE
        }

        test("values out of range are errors that name them") {
            shouldThrow<IllegalArgumentException> { Backoff(base = (-1).seconds) }.message shouldContain "base"
            shouldThrow<IllegalArgumentException> { Backoff(base = 2.seconds, cap = 1.seconds) }.message shouldContain
                "cap"
            shouldThrow<IllegalArgumentException> { Backoff(factor = 0.5) }.message shouldContain "factor"
            shouldThrow<IllegalArgumentException> { Backoff(factor = Double.NaN) }.message shouldContain "factor"
        }
    })

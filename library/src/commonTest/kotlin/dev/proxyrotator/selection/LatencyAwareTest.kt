package dev.proxyrotator.selection

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.doubles.shouldBeLessThan
import io.kotest.matchers.ints.shouldBeInRange
import io.kotest.matchers.shouldBe
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds

/** Requests at a fixed rate through proxies of given latencies, in virtual time. */
private class Traffic(
    private val selector: Selector,
    private val gap: Duration,
    private val answer: (Candidate, Duration) -> Pair<Duration, Boolean>,
) {
    private class Attempt(
        val candidate: Candidate,
        val start: Duration,
        val end: Duration,
        val failed: Boolean,
    )

    private val underWay = mutableListOf<Attempt>()
    var now = Duration.ZERO
        private set
    var most = mutableMapOf<Int, Int>()

    /** Returns how many requests went through each slot. */
    fun run(time: Duration): Map<Int, Int> {
        val counts = mutableMapOf<Int, Int>()
        val end = now + time
        while (now < end) {
            finishDue()
            val chosen = checkNotNull(selector.select(SelectionRequest()))
            selector.lend(chosen)
            counts[chosen.slot] = (counts[chosen.slot] ?: 0) + 1
            most[chosen.slot] = maxOf(most[chosen.slot] ?: 0, chosen.inFlight)
            val (duration, failed) = answer(chosen, now)
            underWay += Attempt(chosen, now, now + duration, failed)
            now += gap
        }
        return counts
    }

    private fun finishDue() {
        val due = underWay.filter { it.end <= now }.sortedBy { it.end }
        underWay.removeAll(due.toSet())
        due.forEach {
            it.candidate.observe(it.end - it.start, it.failed, it.end.inWholeNanoseconds)
            selector.takeBack(it.candidate)
        }
    }
}

class LatencyAwareTest :
    FunSpec({
        fun Candidate.estimateAt(now: Duration): Duration =
            kotlin.math.exp(latencyRank - now / 10.seconds).nanoseconds

        fun Candidate.observe(
            duration: Duration,
            at: Duration,
            failed: Boolean = false,
        ) = observe(duration, failed, at.inWholeNanoseconds)

        infix fun Duration.shouldBeAbout(other: Duration) {
            (this / other * 1_000).toInt() shouldBeInRange 990..1_010
        }

        test("the estimate jumps to a peak and comes down with the time between measurements") {
            val candidate = candidate(0)
            candidate.observe(100.milliseconds, at = 1.seconds)
            candidate.estimateAt(1.seconds) shouldBeAbout 100.milliseconds
            candidate.observe(2.seconds, at = 2.seconds)
            candidate.estimateAt(2.seconds) shouldBeAbout 2.seconds
            candidate.observe(100.milliseconds, at = 2.seconds)
            candidate.estimateAt(2.seconds) shouldBeAbout 2.seconds
            candidate.observe(100.milliseconds, at = 12.seconds)
            // 2 s times e^-1 and 0.1 s times the rest.
            candidate.estimateAt(12.seconds) shouldBeAbout 799.milliseconds
        }

        test("without measurements it is forgotten") {
            val candidate = candidate(0)
            candidate.observe(1.seconds, at = 0.seconds)
            candidate.estimateAt(10.seconds) shouldBeAbout 368.milliseconds
            candidate.estimateAt(30.seconds) shouldBeAbout 50.milliseconds
        }

        test("a failure counts at least 1 s, then doubles up to 1 min, and never lowers the estimate") {
            val candidate = candidate(0)
            val estimates =
                List(8) {
                    candidate.observe(1.milliseconds, at = 0.seconds, failed = true)
                    candidate.estimateAt(0.seconds)
                }
            estimates.map { it.inWholeMilliseconds / 100 } shouldBe
                listOf(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L).map { it }
            candidate.observe(90.seconds, at = 0.seconds, failed = true)
            candidate.estimateAt(0.seconds) shouldBeAbout 90.seconds
            candidate.observe(1.seconds, at = 0.seconds, failed = true)
            candidate.estimateAt(0.seconds) shouldBeAbout 90.seconds
        }

        test("J2 the time may begin below zero, and a measurement may come late") {
            val candidate = candidate(0)
            candidate.observe(1.seconds, failed = false, nowNanos = -5_000_000_000)
            candidate.observe(2.seconds, failed = false, nowNanos = -6_000_000_000)
            candidate.estimateAt((-5).seconds) shouldBeAbout 2.seconds
        }

        test("slow ones get a small share, failing ones a smaller one") {
            val all = candidates(10)
            val traffic =
                Traffic(LatencyAware().selectorOf(all), gap = 10.milliseconds) { candidate, _ ->
                    when (candidate.slot) {
                        0 -> 800.milliseconds to false
                        1 -> 5.milliseconds to true
                        else -> 40.milliseconds to false
                    }
                }
            traffic.run(10.seconds)
            val counts = traffic.run(5.minutes)
            val quick = counts.filterKeys { it > 1 }.values
            // When the two of them meet the slow one wins: 1 of 45 requests, next to 1 of 8 for each of the quick ones.
            counts.getValue(0) shouldBeInRange 500..quick.min() / 4
            counts.getValue(1) shouldBeInRange 1..counts.getValue(0) / 5
            quick.min() * 1.3 shouldBeGreaterThan quick.max().toDouble()
        }

        test("one that was slow comes back once it is quick") {
            val all = candidates(5)
            val traffic =
                Traffic(LatencyAware().selectorOf(all), gap = 10.milliseconds) { candidate, now ->
                    (if (candidate.slot == 0 && now < 1.minutes) 3.seconds else 40.milliseconds) to false
                }
            traffic.run(10.seconds)
            traffic.run(50.seconds)[0] ?: 0 shouldBeInRange 0..20
            traffic.run(2.minutes)
            // 30 a second is an even share of one minute's requests: 1,200.
            traffic.run(1.minutes).getValue(0) shouldBeInRange 900..1_500
        }

        test("one without a measurement is tried soon, and once at a time") {
            val all = candidates(6)
            val selector = LatencyAware().selectorOf(all.drop(1))
            val traffic =
                Traffic(selector, gap = 10.milliseconds) { candidate, _ ->
                    (if (candidate.slot == 0) 20.seconds else 40.milliseconds) to false
                }
            traffic.run(10.seconds)
            selector.add(all[0])
            traffic.run(10.seconds).getValue(0) shouldBe 1
            traffic.run(5.minutes)
            traffic.most.getValue(0) shouldBe 1
        }

        test("many at once are spread by latency") {
            val all = candidates(2)
            val traffic =
                Traffic(LatencyAware().selectorOf(all), gap = 1.milliseconds) { candidate, _ ->
                    (if (candidate.slot == 0) 30.milliseconds else 10.milliseconds) to false
                }
            traffic.run(5.seconds)
            val counts = traffic.run(20.seconds)
            (100 * counts.getValue(0) / (counts.getValue(0) + counts.getValue(1))) shouldBeInRange 8..27
        }

        test("with nothing measured all are alike") {
            val counts = LatencyAware().selectorOf(candidates(10)).tally(100_000)
            chiSquare(counts, counts.mapValues { 1.0 }) shouldBeLessThan 27.9
        }
    })

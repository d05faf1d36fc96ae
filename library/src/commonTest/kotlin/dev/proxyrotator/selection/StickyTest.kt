package dev.proxyrotator.selection

import dev.proxyrotator.proxy.stableHash
import io.kotest.common.ExperimentalKotest
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.shouldBeLessThan
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.PropTestConfig
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import kotlin.math.pow
import kotlin.random.Random

/**
 * By slot the share of all keys. A key goes to a candidate when one of its probes falls into the gap before it, at some
 * distance, and all others are farther from what follows them.
 */
private fun shares(all: List<Candidate>): Map<Int, Double> {
    val points = all.map { HashRing.pointOf(it.proxy.stableHash()) to it.slot }.sortedBy { it.first }
    val gaps =
        points.indices
            .map { index ->
                val before = points[(index + points.size - 1) % points.size].first
                points[index].second to HashRing.distance(before, points[index].first) / Long.MAX_VALUE.toDouble()
            }.sortedBy { it.second }
    // How likely it is that a probe is farther than a distance falls evenly from one length of a gap to the next.
    var farther = 1.0
    var distance = 0.0
    var share = 0.0
    return gaps.withIndex().associate { (index, gap) ->
        val left = all.size - index
        val next = farther - left * (gap.second - distance)
        share += (farther.pow(StickySelector.PROBES) - maxOf(next, 0.0).pow(StickySelector.PROBES)) / left
        farther = maxOf(next, 0.0)
        distance = gap.second
        gap.first to share
    }
}

@OptIn(ExperimentalKotest::class)
class StickyTest :
    FunSpec({
        val keys = List(500) { "key-$it" }
        val config = PropTestConfig(seed = 20_261_121, iterations = 30)

        fun Selector.byKey(key: String) = select(SelectionRequest(key = key))

        fun Selector.map() = keys.associateWith(::byKey)

        /** Every probe against every candidate. */
        fun naive(
            all: List<Candidate>,
            key: String,
        ): Candidate? {
            val hash = StickySelector.hashOf(key)
            return all.minByOrNull { candidate ->
                val point = HashRing.pointOf(candidate.proxy.stableHash())
                (1..StickySelector.PROBES).minOf { HashRing.distance(StickySelector.probeOf(hash, it), point) }
            }
        }

        test("the same key gets the same proxy, and so does the same host without a key") {
            val selector = Sticky().selectorOf(candidates(20))
            keys.forEach { key ->
                val chosen = selector.byKey(key)
                selector.byKey(key) shouldBe chosen
                selector.select(SelectionRequest(host = key)) shouldBe chosen
                selector.select(SelectionRequest(host = "other.example", key = key)) shouldBe chosen
            }
        }

        test("the choice is that of the definition, exclusions as if they had left") {
            checkAll(config, Arb.int()) { seed ->
                val random = Random(seed)
                val all = candidates(1 + random.nextInt(60)).shuffled(random)
                val selector = Sticky().selectorOf(all)
                repeat(50) {
                    val key = random.nextInt().toString()
                    val excluded = all.shuffled(random).take(random.nextInt(5))
                    val expected = naive(all - excluded.toSet(), key)
                    selector.select(SelectionRequest(excluded, key = key)) shouldBe expected
                    selector.byKey(key) shouldBe naive(all, key)
                }
            }
        }

        test("when one leaves only its keys move, and they move back with it") {
            checkAll(config, Arb.int()) { seed ->
                val all = candidates(40)
                val selector = Sticky().selectorOf(all)
                val before = selector.map()
                val leaving = all.random(Random(seed))
                selector.remove(leaving)
                selector.map().forEach { (key, chosen) ->
                    if (before[key] !== leaving) chosen shouldBe before[key]
                }
                selector.add(leaving)
                selector.map() shouldBe before
            }
        }

        test("neither the order nor the slots nor the credentials' neighbours matter, only who is there") {
            val one = Sticky().selectorOf(candidates(30))
            val other = Sticky().selectorOf(List(30) { Candidate(proxy(29 - it, weight = 3.0), it) }, seed = 9)
            keys.forEach { one.byKey(it)?.proxy shouldBe other.byKey(it)?.proxy }
        }

        test("another proxy in a slot has its own place") {
            val all = candidates(10)
            val selector = Sticky().selectorOf(all)
            selector.remove(all[3])
            val successor = Candidate(proxy(77), 3)
            selector.add(successor)
            val expected = all - all[3] + successor
            keys.forEach { selector.byKey(it) shouldBe naive(expected, it) }
        }

        test("each gets as many keys as the gap before it promises") {
            val all = candidates(50)
            val selector = Sticky().selectorOf(all)
            val counts = (1..400_000).groupingBy { checkNotNull(selector.byKey("user-$it")).slot }.eachCount()
            // 1 in 1000 of unbiased samples would exceed this.
            chiSquare(counts, shares(all)) shouldBeLessThan 85.4
        }

        test("nobody gets many more keys than the average") {
            for (count in listOf(1_000, 10_000)) {
                shares(candidates(count)).values.max() * count shouldBeLessThan 1.06
            }
        }

        test("without a key and a host it takes any") {
            val selector = Sticky().selectorOf(candidates(20))
            List(1_000) { selector.select(SelectionRequest()) }.distinct().size shouldBeGreaterThan 15
        }
    })

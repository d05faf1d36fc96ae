package dev.proxyrotator.selection

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import kotlin.random.Random
import kotlin.time.TestTimeSource

/** The one place where these tests make a proxy. */
fun proxy(
    number: Int,
    weight: Double = 1.0,
): Proxy =
    Proxy
        .of(
            ProxyScheme.HTTP,
            "10.${number / 65_536}.${number / 256 % 256}.${number % 256}",
            8080,
        ).withWeight(weight)

fun candidate(
    slot: Int,
    weight: Double = 1.0,
): Candidate = Candidate(proxy(slot, weight), slot)

fun candidates(count: Int): List<Candidate> = List(count) { candidate(it) }

fun RotationStrategy.selector(seed: Int = 1): Selector = newSelector(SelectorContext(Random(seed), TestTimeSource()))

fun RotationStrategy.selectorOf(
    candidates: Collection<Candidate>,
    seed: Int = 1,
): Selector = selector(seed).apply { candidates.forEach(::add) }

/** Chooses [times] times and returns the slots in order. */
fun Selector.choose(
    times: Int,
    vararg excluded: Candidate,
): List<Int> = List(times) { checkNotNull(select(excluded.toList())).slot }

/** Chooses [times] times and returns how often each slot came up. */
fun Selector.tally(
    times: Int,
    excluded: List<Candidate> = emptyList(),
): Map<Int, Int> {
    val counts = mutableMapOf<Int, Int>()
    repeat(times) {
        val slot = checkNotNull(select(excluded)).slot
        counts[slot] = (counts[slot] ?: 0) + 1
    }
    return counts
}

/** Pearson's chi-square of [counts] against [shares], which need not add up to 1. */
fun chiSquare(
    counts: Map<Int, Int>,
    shares: Map<Int, Double>,
): Double {
    val perShare = counts.values.sum() / shares.values.sum()
    return shares.entries.sumOf { (slot, share) ->
        val expected = share * perShare
        val deviation = (counts[slot] ?: 0) - expected
        deviation * deviation / expected
    }
}

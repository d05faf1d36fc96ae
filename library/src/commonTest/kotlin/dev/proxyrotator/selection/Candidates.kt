package dev.proxyrotator.selection

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import kotlin.random.Random
import kotlin.time.AbstractLongTimeSource
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.DurationUnit
import kotlin.time.TimeSource

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

/** Moves on by a nanosecond whenever somebody looks. */
class Ticking : AbstractLongTimeSource(DurationUnit.NANOSECONDS) {
    private var now = 0L

    override fun read() = now++
}

fun RotationStrategy.selector(
    seed: Int = 1,
    timeSource: TimeSource.WithComparableMarks = Ticking(),
): Selector = newSelector(SelectorContext(Random(seed), timeSource))

/** Those with a name, and each of the others in some form. */
val everyStrategy: List<RotationStrategy> =
    RotationStrategy.names.map(RotationStrategy::named) +
        listOf(
            EveryRequests(3),
            EveryRequests(2, UniformRandom()),
            EveryDuration(10.nanoseconds, LeastUsed()),
            Filtered(ProxyFilter.Everything, LeastInFlight()),
            Tiered(listOf(Tier(ProxyFilter.where("none") { false }), Tier(ProxyFilter.scheme(ProxyScheme.HTTP)))),
            Random(1).let { random ->
                RotationStrategy.of("user-written") { choices, _ -> choices[random.nextInt(choices.size)] }
            },
        )

fun RotationStrategy.selectorOf(
    candidates: Collection<Candidate>,
    seed: Int = 1,
): Selector = selector(seed).apply { candidates.forEach(::add) }

/** Chooses, lends what was chosen and takes it back at once, as a pool does. */
fun Selector.use(
    excluded: List<Candidate> = emptyList(),
    host: String? = null,
    key: String? = null,
): Candidate? =
    select(SelectionRequest(excluded, host, key))?.also {
        lend(it)
        takeBack(it)
    }

fun Selector.lend(candidate: Candidate) {
    candidate.uses++
    candidate.inFlight++
    loadChanged(candidate)
}

fun Selector.takeBack(candidate: Candidate) {
    candidate.inFlight--
    loadChanged(candidate)
}

/** Uses [times] times and returns the slots in order. */
fun Selector.choose(
    times: Int,
    vararg excluded: Candidate,
): List<Int> = List(times) { checkNotNull(use(excluded.toList())).slot }

/** Uses [times] times and returns how often each slot came up. */
fun Selector.tally(
    times: Int,
    excluded: List<Candidate> = emptyList(),
): Map<Int, Int> {
    val counts = mutableMapOf<Int, Int>()
    repeat(times) {
        val slot = checkNotNull(use(excluded)).slot
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

package dev.proxyrotator.selection

import kotlin.math.ln

/**
 * The quicker of two proxies that are taken by chance. What counts is the estimated latency times the number of attempts
 * that would be under way, so that the quickest ones are not flooded. One choice costs O(1 + number of excluded).
 *
 * The latency is the time until the head of a response. The estimate rises to a slow response at once and falls with
 * the following ones and with time: to a third in 10 s, or in the time in which each proxy is used some twenty times if
 * that is longer. So a proxy that was slow is tried again after some time without traffic. A failure counts as twice the
 * estimate, from 1 s to 60 s, and as what it took if that was longer: to fail fast wins nothing.
 *
 * A proxy without a measurement from the last three of these spans gets one request at a time until there is a new one.
 * Before its first measurement it counts as average. Measurements belong to the proxy in its pool and outlive a change
 * of the strategy.
 */
public class LatencyAware : RotationStrategy {
    override val name: String get() = "latency-aware"

    override fun newSelector(context: SelectorContext): Selector = LatencyAwareSelector(context)

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is LatencyAware

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

internal class LatencyAwareSelector(
    context: SelectorContext,
) : Selector {
    private val members = ByChance(context.random) { 1.0 }

    // Of what has been seen: the average rank, and the time of the newest measurement, which is as good as a clock.
    private var average = Double.NaN
    private var newest = Long.MIN_VALUE

    override val size get() = members.size

    override fun add(candidate: Candidate) = members.add(candidate)

    override fun remove(candidate: Candidate) = members.remove(candidate)

    override fun update(candidate: Candidate) = members.requirePresent(candidate)

    override fun select(request: SelectionRequest): Candidate? {
        val one = members.draw(request.excluded) ?: return null
        val other = members.draw(request.excluded, one) ?: return one
        newest = maxOf(newest, one.latencyStamp, other.latencyStamp)
        learn(one)
        learn(other)
        // Which is the first was chance too, so it may win when they are equal.
        return if (rank(other) < rank(one)) other else one
    }

    private fun learn(candidate: Candidate) {
        if (!isMeasured(candidate)) return
        val rank = candidate.latencyRank
        average = if (average.isNaN()) rank else average + (rank - average) / AVERAGED
    }

    private fun isMeasured(candidate: Candidate): Boolean =
        !candidate.latencyRank.isNaN() && newest - candidate.latencyStamp <= MEASURED_NANOS

    private fun rank(candidate: Candidate): Double =
        when {
            isMeasured(candidate) -> candidate.latencyRank + ln(candidate.inFlight + 1.0)

            // Its next measurement is under way.
            candidate.inFlight > 0 -> AFTER_ALL_MEASURED + candidate.inFlight

            !candidate.latencyRank.isNaN() -> candidate.latencyRank

            else -> if (average.isNaN()) 0.0 else average
        }

    private companion object {
        const val AVERAGED = 16
        const val MEASURED_NANOS = 30_000_000_000L
        const val AFTER_ALL_MEASURED = 1e15
    }
}

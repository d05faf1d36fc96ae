package dev.proxyrotator.selection

/**
 * The proxy with the fewest [attempts under way][Candidate.inFlight]; of several, the one that has waited longest. It
 * sends less to who answers slowly, without measuring. One choice costs O(1 + number of excluded).
 *
 * As long as nothing is under way the same as [RoundRobin]. A proxy that fails at once is always free: keep breakers on.
 */
public class LeastInFlight : RotationStrategy {
    override val name: String get() = "least-in-flight"

    override fun newSelector(context: SelectorContext): Selector = LeastInFlightSelector()

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is LeastInFlight

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

internal class LeastInFlightSelector : Selector {
    // Exact at any number of levels: there are no more than attempts that one proxy may have under way.
    private val levels = CandidateLevels(maximumSteps = Int.MAX_VALUE)

    override val size get() = levels.ring.size

    override fun add(candidate: Candidate) = levels.add(candidate, candidate.inFlight.toLong())

    override fun remove(candidate: Candidate) = levels.remove(candidate)

    override fun update(candidate: Candidate) = levels.ring.requirePresent(candidate)

    override fun select(request: SelectionRequest): Candidate? {
        val slot = levels.ring.firstExcept(request.excluded)
        if (slot == NONE) return null
        levels.moveToEnd(slot)
        return levels.ring[slot]
    }

    override fun loadChanged(candidate: Candidate) {
        levels.ring.requirePresent(candidate)
        val slot = candidate.slot
        while (levels.levelOf(slot) < candidate.inFlight) levels.raise(slot)
        while (levels.levelOf(slot) > candidate.inFlight) levels.lower(slot)
    }
}

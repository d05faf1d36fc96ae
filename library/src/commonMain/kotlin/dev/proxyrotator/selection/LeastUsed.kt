package dev.proxyrotator.selection

/**
 * The proxy that has been chosen least often since it joined the pool; of several, the one that has waited longest. One
 * choice costs O(1 + number of excluded).
 *
 * Uses count whoever chose the proxy. A proxy that joins or comes back with fewer uses than all others starts level with
 * the least used of them: it does not have to catch up, so it is not flooded. [Candidate.uses] stays what it is.
 *
 * Over a constant set the same order as [RoundRobin]; unlike it, those that were passed over catch up afterwards.
 */
public class LeastUsed : RotationStrategy {
    override val name: String get() = "least-used"

    override fun newSelector(context: SelectorContext): Selector = LeastUsedSelector()

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is LeastUsed

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

internal class LeastUsedSelector : Selector {
    private val levels = CandidateLevels(MAXIMUM_STEPS)

    // By slot, what a candidate had reached when it left: without it, one that was raised when it joined and then goes out
    // after each use would come back level with the least used one again and again.
    private var leftAt = LongArray(INITIAL_CAPACITY)

    // By slot, the uses that its level accounts for. A choice counts here at once and at the pool a little later.
    private var counted = LongArray(INITIAL_CAPACITY)

    // The level of the least used one, kept over times when nothing is selectable. It never falls.
    private var floor = 0L

    override val size get() = levels.ring.size

    override fun add(candidate: Candidate) {
        if (size > 0) floor = levels.lowest()
        val slot = candidate.slot
        val reached = if (levels.ring.isLastInSlot(candidate)) leftAt[slot] + missing(candidate) else 0
        levels.add(candidate, maxOf(candidate.uses, floor, reached))
        if (slot >= leftAt.size) {
            leftAt = leftAt.copyOf(grownCapacity(leftAt.size, slot))
            counted = counted.copyOf(leftAt.size)
        }
        counted[slot] = candidate.uses
    }

    override fun remove(candidate: Candidate) {
        levels.ring.requirePresent(candidate)
        leftAt[candidate.slot] = levels.levelOf(candidate.slot)
        floor = levels.lowest()
        levels.remove(candidate)
    }

    override fun update(candidate: Candidate) = levels.ring.requirePresent(candidate)

    override fun select(request: SelectionRequest): Candidate? {
        val slot = levels.ring.firstExcept(request.excluded)
        if (slot == NONE) return null
        levels.raise(slot)
        return levels.ring[slot].also { counted[slot] = it.uses + 1 }
    }

    override fun loadChanged(candidate: Candidate) {
        var missing = missing(candidate)
        if (missing == 0L) return
        levels.ring.requirePresent(candidate)
        counted[candidate.slot] = candidate.uses
        while (missing-- > 0) levels.raise(candidate.slot)
    }

    // None when the pool refused the last choice: that turn is gone.
    private fun missing(candidate: Candidate): Long = maxOf(0, candidate.uses - counted[candidate.slot])

    private companion object {
        const val MAXIMUM_STEPS = 16
    }
}

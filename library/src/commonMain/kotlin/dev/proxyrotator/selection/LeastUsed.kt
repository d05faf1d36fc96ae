package dev.proxyrotator.selection

/**
 * The proxy that has been chosen least often since it joined the pool; of several, the one that has waited longest. One
 * choice costs O(1 + number of excluded).
 *
 * A proxy that joins or comes back with fewer uses than all others starts level with the least used of them: it does not
 * have to catch up, so it is not flooded. [Candidate.uses] stays what it is.
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
    private val levels = UseLevels()

    // By slot, what a candidate had reached when it left: without it, one that was raised when it joined and then goes out
    // after each use would come back level with the least used one again and again.
    private var leftAt = LongArray(INITIAL_CAPACITY)

    // The level of the least used one, kept over times when nothing is selectable. It never falls.
    private var floor = 0L

    override val size get() = levels.ring.size

    override fun add(candidate: Candidate) {
        if (size > 0) floor = levels.lowest()
        val returns = levels.ring.isLastInSlot(candidate)
        levels.add(candidate, maxOf(candidate.uses, floor, if (returns) leftAt[candidate.slot] else 0))
        if (candidate.slot >= leftAt.size) leftAt = leftAt.copyOf(grownCapacity(leftAt.size, candidate.slot))
    }

    override fun remove(candidate: Candidate) {
        levels.ring.requirePresent(candidate)
        leftAt[candidate.slot] = levels.levelOf(candidate.slot)
        floor = levels.lowest()
        levels.remove(candidate)
    }

    override fun update(candidate: Candidate) = levels.ring.requirePresent(candidate)

    override fun select(excluded: Collection<Candidate>): Candidate? {
        val slot = levels.ring.firstExcept(excluded)
        if (slot == NONE) return null
        levels.raise(slot)
        return levels.ring[slot].apply(Candidate::countUse)
    }
}

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

    // What a candidate that left had reached, until its slot is taken by another one: without it, one that was raised when
    // it joined and then goes in and out would be level with the least used one again and again.
    private var left = arrayOfNulls<Candidate>(INITIAL_CAPACITY)
    private var leftAt = LongArray(INITIAL_CAPACITY)

    // The level of the least used one, kept over times when nothing is selectable. It never falls.
    private var floor = 0L

    override val size get() = levels.ring.size

    override fun add(candidate: Candidate) {
        if (size > 0) floor = levels.lowest()
        levels.add(candidate, maxOf(reached(candidate), floor))
        if (candidate.slot < left.size) left[candidate.slot] = null
    }

    override fun remove(candidate: Candidate) {
        levels.ring.requirePresent(candidate)
        val slot = candidate.slot
        if (slot >= left.size) {
            left = left.copyOf(grownCapacity(left.size, slot))
            leftAt = leftAt.copyOf(left.size)
        }
        left[slot] = candidate
        leftAt[slot] = levels.levelOf(slot)
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

    private fun reached(candidate: Candidate): Long {
        val slot = candidate.slot
        val remembered = slot < left.size && left[slot] === candidate
        return if (remembered) maxOf(candidate.uses, leftAt[slot]) else candidate.uses
    }
}

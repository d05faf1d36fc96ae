package dev.proxyrotator.selection

/**
 * Each proxy in turn. The default, and exactly fair: of those present throughout, none is chosen twice before all others
 * have been chosen once.
 *
 * A new or returning proxy comes at the end of the current lap. When the next in turn is excluded, the first one behind
 * it that is not is chosen, and those passed over keep their turn: they come next. One choice costs
 * O(1 + number of excluded).
 */
public class RoundRobin : RotationStrategy {
    override val name: String get() = "round-robin"

    override fun newSelector(context: SelectorContext): Selector = RoundRobinSelector()

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is RoundRobin

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

internal class RoundRobinSelector : Selector {
    // The first of the ring is the next in turn, so its last is the end of the lap.
    private val ring = CandidateRing()

    override val size get() = ring.size

    override fun add(candidate: Candidate) = ring.addLast(candidate)

    override fun remove(candidate: Candidate) = ring.remove(candidate)

    override fun update(candidate: Candidate) = ring.requirePresent(candidate)

    override fun select(request: SelectionRequest): Candidate? {
        val slot = ring.firstExcept(request.excluded)
        if (slot == NONE) return null
        ring.moveAfter(ring.previous(ring.first), slot)
        return ring[slot]
    }
}

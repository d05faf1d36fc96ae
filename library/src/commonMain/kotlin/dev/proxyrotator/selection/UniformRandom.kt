package dev.proxyrotator.selection

import kotlin.random.Random

/**
 * Any proxy by chance, all with the same probability, whatever came before. Exclusions do not bend the odds of the
 * others. One choice costs O(1 + number of excluded).
 *
 * Even only in the long run: where short runs should be even too, take [RoundRobin].
 */
public class UniformRandom : RotationStrategy {
    override val name: String get() = "random"

    override fun newSelector(context: SelectorContext): Selector = UniformRandomSelector(context.random)

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is UniformRandom

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

internal class UniformRandomSelector(
    private val random: Random,
) : Selector {
    private val members = CandidateTable()

    // The slots in any order without a gap, and where in there each slot is.
    private var dense = IntArray(INITIAL_CAPACITY)
    private var positions = IntArray(INITIAL_CAPACITY)

    override val size get() = members.size

    override fun add(candidate: Candidate) {
        val last = size
        members.add(candidate)
        dense = dense.fitting(last)
        positions = positions.fitting(candidate.slot)
        put(candidate.slot, last)
    }

    override fun remove(candidate: Candidate) {
        members.remove(candidate)
        put(dense[size], positions[candidate.slot])
    }

    override fun update(candidate: Candidate) = members.requirePresent(candidate)

    override fun select(excluded: Collection<Candidate>): Candidate? {
        var end = size
        if (!excluded.isEmpty()) {
            excluded.forEachCandidate {
                // A position behind the end means that it was named before.
                if (it in members && positions[it.slot] < end) swap(positions[it.slot], --end)
            }
        }
        if (end == 0) return null
        return members[dense[random.nextInt(end)]].apply(Candidate::countUse)
    }

    private fun swap(
        one: Int,
        other: Int,
    ) {
        val moved = dense[one]
        put(dense[other], one)
        put(moved, other)
    }

    private fun put(
        slot: Int,
        position: Int,
    ) {
        dense[position] = slot
        positions[slot] = position
    }
}

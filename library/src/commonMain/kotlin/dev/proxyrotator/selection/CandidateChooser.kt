package dev.proxyrotator.selection

/** Chooses one of some proxies: all that is left to write for a strategy of one's own. See [RotationStrategy.of]. */
public fun interface CandidateChooser {
    /**
     * Chooses one of [choices]; null for none, although there is at least one.
     *
     * Called under the lock of the pool: it must be quick and must not call the pool.
     *
     * @param choices those that can be chosen and are not excluded, in any order that may change from call to call. A
     *   view, not a copy: looking one up costs O(1) at any size. Only to be used until this returns.
     * @param request what they are chosen for
     */
    public fun choose(
        choices: List<Candidate>,
        request: SelectionRequest,
    ): Candidate?
}

internal class ChosenByUser(
    override val name: String,
    private val chooser: CandidateChooser,
) : RotationStrategy {
    init {
        require(name.isNotBlank()) { "a strategy has a name" }
    }

    override fun newSelector(context: SelectorContext): Selector = ChosenByUserSelector(name, chooser)

    override fun equals(other: Any?): Boolean = other is ChosenByUser && name == other.name && chooser == other.chooser

    override fun hashCode(): Int = 31 * name.hashCode() + chooser.hashCode()

    override fun toString(): String = name
}

internal class ChosenByUserSelector(
    private val name: String,
    private val chooser: CandidateChooser,
) : Selector {
    private val members = CandidateTable()

    // The slots without a gap, and where in there each slot is. Up to the end are those that may be chosen now.
    private var dense = IntArray(INITIAL_CAPACITY)
    private var positions = IntArray(INITIAL_CAPACITY)
    private var end = 0

    private val choices =
        object : AbstractList<Candidate>(), RandomAccess {
            override val size get() = end

            override fun get(index: Int): Candidate {
                if (index !in 0 until end) throw IndexOutOfBoundsException("index $index of $end choices")
                return members[dense[index]]
            }

            override fun contains(element: Candidate) = isChoice(element)
        }

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

    override fun select(request: SelectionRequest): Candidate? {
        end = size
        // A position behind the end means that it was named before.
        request.excluded.forEachCandidate { if (isChoice(it)) swap(positions[it.slot], --end) }
        val chosen = if (end == 0) null else chooser.choose(choices, request)
        check(
            chosen == null || isChoice(chosen),
        ) { "The strategy \"$name\" chose $chosen, which is not among its choices" }
        return chosen
    }

    private fun isChoice(candidate: Candidate) = candidate in members && positions[candidate.slot] < end

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

package dev.proxyrotator.selection

/**
 * Candidates in a ring that has a first one: a queue in which the front can become the back by moving a cursor.
 *
 * The links live in one array, `next` and `previous` of a slot side by side, so that a step touches one cache line.
 */
internal class CandidateRing {
    private val members = CandidateTable()
    private var links = IntArray(2 * INITIAL_CAPACITY)
    private var skipped = BooleanArray(INITIAL_CAPACITY)

    /** The slot at the front, or [NONE]. */
    var first = NONE
        private set

    val size get() = members.size

    operator fun get(slot: Int): Candidate = members[slot]

    fun next(slot: Int): Int = links[2 * slot]

    fun previous(slot: Int): Int = links[2 * slot + 1]

    fun isLastInSlot(candidate: Candidate): Boolean = members.isLastInSlot(candidate)

    fun requirePresent(candidate: Candidate) = members.requirePresent(candidate)

    fun addLast(candidate: Candidate) = addAfter(if (first == NONE) NONE else previous(first), candidate)

    fun addFirst(candidate: Candidate) {
        addLast(candidate)
        first = candidate.slot
    }

    /** Adds [candidate] behind [slot]; behind the last one it becomes the last, in an empty ring the first. */
    fun addAfter(
        slot: Int,
        candidate: Candidate,
    ) {
        members.add(candidate)
        links = links.fitting(2 * candidate.slot + 1)
        if (first == NONE) {
            first = candidate.slot
            link(first, first)
        } else {
            insertAfter(slot, candidate.slot)
        }
    }

    fun remove(candidate: Candidate) {
        members.remove(candidate)
        if (members.size == 0) first = NONE else unlink(candidate.slot)
    }

    /** Moves [slot] behind [other]; behind the last one it becomes the last. */
    fun moveAfter(
        other: Int,
        slot: Int,
    ) {
        if (slot == first && other == previous(first)) {
            first = next(first)
        } else if (slot != other) {
            unlink(slot)
            insertAfter(other, slot)
        }
    }

    /** Moves [slot] before [other]; before the first one it becomes the first. */
    fun moveBefore(
        other: Int,
        slot: Int,
    ) {
        moveAfter(previous(other), slot)
        if (other == first) first = slot
    }

    /** The first slot whose candidate is not [excluded], or [NONE]. Walks past the excluded ones only. */
    fun firstExcept(excluded: List<Candidate>): Int {
        if (excluded.isEmpty() || first == NONE) return first
        setSkipped(excluded, true)
        var slot = first
        var left = size
        while (left > 0 && skipped[slot]) {
            slot = next(slot)
            left--
        }
        setSkipped(excluded, false)
        return if (left == 0) NONE else slot
    }

    private fun setSkipped(
        excluded: List<Candidate>,
        value: Boolean,
    ) {
        if (skipped.size < links.size / 2) skipped = BooleanArray(links.size / 2)
        excluded.forEachCandidate { if (it in members) skipped[it.slot] = value }
    }

    private fun unlink(slot: Int) {
        if (slot == first) first = next(slot)
        link(previous(slot), next(slot))
    }

    private fun insertAfter(
        other: Int,
        slot: Int,
    ) {
        val following = next(other)
        link(other, slot)
        link(slot, following)
    }

    private fun link(
        slot: Int,
        following: Int,
    ) {
        links[2 * slot] = following
        links[2 * following + 1] = slot
    }
}

package dev.proxyrotator.selection

/** The candidates of one selector by slot, and the guard against adding or removing one twice. */
internal class CandidateTable {
    // Keeps who left until its slot is taken: most come back, and storing a reference anew costs more than all the rest.
    private var bySlot = arrayOfNulls<Candidate>(INITIAL_CAPACITY)
    private var present = BooleanArray(INITIAL_CAPACITY)

    var size = 0
        private set

    fun add(candidate: Candidate) {
        val slot = candidate.slot
        if (slot >= present.size) {
            bySlot = bySlot.copyOf(grownCapacity(present.size, slot))
            present = present.copyOf(bySlot.size)
        }
        check(!present[slot]) { "Cannot add $candidate: slot $slot is already selectable as ${bySlot[slot]}" }
        if (bySlot[slot] !== candidate) bySlot[slot] = candidate
        present[slot] = true
        size++
    }

    fun remove(candidate: Candidate) {
        requirePresent(candidate)
        present[candidate.slot] = false
        size--
    }

    fun requirePresent(candidate: Candidate) {
        check(candidate in this) { "$candidate in slot ${candidate.slot} is not selectable" }
    }

    operator fun contains(candidate: Candidate): Boolean = isLastInSlot(candidate) && present[candidate.slot]

    /** Whether [candidate] is or was in here and no other one has taken its slot since. */
    fun isLastInSlot(candidate: Candidate): Boolean =
        candidate.slot < bySlot.size && bySlot[candidate.slot] === candidate

    operator fun get(slot: Int): Candidate = checkNotNull(bySlot[slot])
}

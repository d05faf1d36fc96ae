package dev.proxyrotator.selection

/** The candidates of one selector by slot, and the guard against adding or removing one twice. */
internal class CandidateTable {
    private var bySlot = arrayOfNulls<Candidate>(INITIAL_CAPACITY)

    var size = 0
        private set

    fun add(candidate: Candidate) {
        val slot = candidate.slot
        if (slot >= bySlot.size) bySlot = bySlot.copyOf(grownCapacity(bySlot.size, slot))
        val present = bySlot[slot]
        check(present == null) { "Cannot add $candidate: slot $slot is already selectable as $present" }
        bySlot[slot] = candidate
        size++
    }

    fun remove(candidate: Candidate) {
        requirePresent(candidate)
        bySlot[candidate.slot] = null
        size--
    }

    fun requirePresent(candidate: Candidate) {
        check(candidate in this) { "$candidate in slot ${candidate.slot} is not selectable" }
    }

    // By identity: the slot of a candidate that left may belong to another one by now.
    operator fun contains(candidate: Candidate): Boolean =
        candidate.slot < bySlot.size && bySlot[candidate.slot] === candidate

    operator fun get(slot: Int): Candidate = checkNotNull(bySlot[slot])
}

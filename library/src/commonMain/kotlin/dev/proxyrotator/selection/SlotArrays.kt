package dev.proxyrotator.selection

/** Stands for "no slot" and "not here" in arrays of slots and positions. */
internal const val NONE = -1

internal const val INITIAL_CAPACITY = 16

/** The capacity to grow to so that [index] fits; doubling keeps the cost of growth constant for each element. */
internal fun grownCapacity(
    capacity: Int,
    index: Int,
): Int = maxOf(index + 1, capacity * 2)

/** This array, or a larger copy of it in which [index] fits. */
internal fun IntArray.fitting(index: Int): IntArray = if (index < size) this else copyOf(grownCapacity(size, index))

/** Runs [action] on each candidate; without an iterator, which would be the only garbage of a choice. */
internal inline fun List<Candidate>.forEachCandidate(action: (Candidate) -> Unit) {
    for (index in indices) action(this[index])
}

/** Whether [candidate] itself is among these. */
internal fun List<Candidate>.holds(candidate: Candidate): Boolean {
    forEachCandidate { if (it === candidate) return true }
    return false
}

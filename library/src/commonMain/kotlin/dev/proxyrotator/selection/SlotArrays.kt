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

/** Runs [action] on each candidate; for lists, which is what the pool passes, without an iterator. */
internal inline fun Collection<Candidate>.forEachCandidate(action: (Candidate) -> Unit) {
    if (this is List<Candidate>) {
        for (index in indices) action(this[index])
    } else {
        for (candidate in this) action(candidate)
    }
}

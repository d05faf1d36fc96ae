package dev.proxyrotator.pool

import kotlin.time.ComparableTimeMark

/**
 * The moments at which time alone changes where a proxy stands, in order: a binary heap, so that nothing is scanned and
 * no proxy needs a timer. Each proxy has at most one; an entry that was replaced meanwhile is dropped when it comes up.
 */
internal class DueQueue {
    class Due(
        val entry: PooledProxy,
        val at: ComparableTimeMark,
    ) {
        val isStale get() = entry.due !== this
    }

    private val heap = ArrayList<Due>()

    /** Lets [entry] come up [at] that moment and no other; `null` for never. */
    fun schedule(
        entry: PooledProxy,
        at: ComparableTimeMark?,
    ) {
        if (at == entry.due?.at) return
        entry.due = at?.let { Due(entry, it) }?.also(::add)
    }

    /** The first moment at which something changes, or `null`. */
    fun first(): ComparableTimeMark? {
        while (heap.isNotEmpty() && heap[0].isStale) removeFirst()
        return heap.firstOrNull()?.at
    }

    /** Takes out the next proxy that is due at or before [now], or `null`. */
    fun nextDue(now: ComparableTimeMark): PooledProxy? {
        val at = first() ?: return null
        return if (at <= now) removeFirst().entry.also { it.due = null } else null
    }

    private fun add(due: Due) {
        heap.add(due)
        siftUp(heap.lastIndex)
    }

    private fun removeFirst(): Due {
        val first = heap[0]
        val last = heap.removeAt(heap.lastIndex)
        if (heap.isNotEmpty()) {
            heap[0] = last
            siftDown()
        }
        return first
    }

    private fun siftUp(from: Int) {
        var child = from
        while (child > 0) {
            val parent = (child - 1) / 2
            if (heap[parent].at <= heap[child].at) return
            swap(parent, child)
            child = parent
        }
    }

    private fun siftDown() {
        var parent = 0
        while (true) {
            val left = 2 * parent + 1
            if (left >= heap.size) return
            val right = left + 1
            val least = if (right < heap.size && heap[right].at < heap[left].at) right else left
            if (heap[parent].at <= heap[least].at) return
            swap(parent, least)
            parent = least
        }
    }

    private fun swap(
        a: Int,
        b: Int,
    ) {
        heap[a] = heap[b].also { heap[b] = heap[a] }
    }
}

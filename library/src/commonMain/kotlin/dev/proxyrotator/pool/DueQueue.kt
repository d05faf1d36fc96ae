package dev.proxyrotator.pool

import dev.proxyrotator.health.BreakerState
import kotlin.time.ComparableTimeMark

/**
 * The cool-downs in order of their end: a binary heap, so that nothing is scanned and no proxy needs a timer. An entry
 * whose proxy was removed or changed its state meanwhile is dropped when it comes up.
 */
internal class DueQueue {
    private class Due(
        val entry: PooledProxy,
        val state: BreakerState.Open,
    ) {
        val isStale get() = entry.removed || entry.breaker !== state
    }

    private val heap = ArrayList<Due>()

    fun add(
        entry: PooledProxy,
        state: BreakerState.Open,
    ) {
        heap.add(Due(entry, state))
        siftUp(heap.lastIndex)
    }

    /** The end of the first cool-down still running, or `null`. */
    fun firstEnd(): ComparableTimeMark? {
        while (heap.isNotEmpty() && heap[0].isStale) removeFirst()
        return heap.firstOrNull()?.state?.until
    }

    /** Takes out the next proxy whose cool-down ended at or before [now], or `null`. */
    fun nextDue(now: ComparableTimeMark): PooledProxy? {
        val end = firstEnd() ?: return null
        return if (end <= now) removeFirst().entry else null
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
            if (heap[parent].state.until <= heap[child].state.until) return
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
            val least = if (right < heap.size && heap[right].state.until < heap[left].state.until) right else left
            if (heap[parent].state.until <= heap[least].state.until) return
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

package dev.proxyrotator.engine.net

/** The timers of one loop in a binary heap, the earliest first. Used by the loop's thread only. */
internal class TimerQueue {
    private var heap = arrayOfNulls<Timer>(INITIAL_CAPACITY)
    private var size = 0

    /** Puts [timer] where it belongs now. */
    fun update(timer: Timer) {
        val dueAt = timer.dueAt
        if (dueAt == Timer.NEVER) return
        if (timer.index == Timer.NOT_QUEUED) {
            if (size == heap.size) heap = heap.copyOf(size * 2)
            timer.queuedFor = dueAt
            place(timer, size++)
            siftUp(timer)
        } else if (dueAt - timer.queuedFor < 0) {
            timer.queuedFor = dueAt
            siftUp(timer)
        }
    }

    fun remove(timer: Timer) {
        val index = timer.index
        if (index == Timer.NOT_QUEUED) return
        timer.index = Timer.NOT_QUEUED
        val last = heap[--size]!!
        heap[size] = null
        if (last !== timer) {
            place(last, index)
            siftUp(last)
            siftDown(last)
        }
    }

    /** Nanoseconds until the queue must be looked at again, or `null` when nothing is queued. */
    fun untilNext(now: Long): Long? = if (size == 0) null else maxOf(0, heap[0]!!.queuedFor - now)

    /** Calls what is due at [now]; what was moved later meanwhile goes back into the queue. */
    fun runDue(now: Long) {
        while (size > 0) {
            val first = heap[0]!!
            if (first.queuedFor - now > 0) return
            remove(first)
            if (first.take(now)) first.onDue() else update(first)
        }
    }

    private fun siftUp(timer: Timer) {
        while (timer.index > 0) {
            val parent = heap[(timer.index - 1) / 2]!!
            if (parent.queuedFor - timer.queuedFor <= 0) return
            swap(timer, parent)
        }
    }

    private fun siftDown(timer: Timer) {
        while (true) {
            val child = earlierChild(timer.index) ?: return
            if (timer.queuedFor - child.queuedFor <= 0) return
            swap(timer, child)
        }
    }

    private fun earlierChild(index: Int): Timer? {
        val left = index * 2 + 1
        val right = left + 1
        return when {
            left >= size -> null
            right >= size || heap[left]!!.queuedFor - heap[right]!!.queuedFor <= 0 -> heap[left]
            else -> heap[right]
        }
    }

    private fun swap(
        one: Timer,
        other: Timer,
    ) {
        val index = one.index
        place(one, other.index)
        place(other, index)
    }

    private fun place(
        timer: Timer,
        index: Int,
    ) {
        heap[index] = timer
        timer.index = index
    }

    private companion object {
        const val INITIAL_CAPACITY = 16
    }
}

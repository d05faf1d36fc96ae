package dev.proxyrotator.health

import kotlin.time.ComparableTimeMark

/**
 * What ends some time, the first end in front: a binary heap whose elements know their place, so that any of them is
 * moved or taken out without a search.
 */
internal class EndQueue<E : EndQueue.Element> {
    abstract class Element(
        /** Changed only through [postpone]. */
        var until: ComparableTimeMark,
    ) {
        internal var place: Int = 0
    }

    private val heap = ArrayList<E>()

    val first: E? get() = heap.firstOrNull()

    fun add(element: E) {
        heap.add(element)
        put(element, heap.lastIndex)
        siftUp(heap.lastIndex)
    }

    /** Moves the end of [element] to [until], which is no sooner. */
    fun postpone(
        element: E,
        until: ComparableTimeMark,
    ) {
        element.until = until
        siftDown(element.place)
    }

    fun remove(element: E) {
        val place = element.place
        val last = heap.removeAt(heap.lastIndex)
        if (last === element) return
        put(last, place)
        siftUp(place)
        siftDown(last.place)
    }

    private fun siftUp(from: Int) {
        var child = from
        while (child > 0) {
            val parent = (child - 1) / 2
            if (heap[parent].until <= heap[child].until) return
            swap(parent, child)
            child = parent
        }
    }

    private fun siftDown(from: Int) {
        var parent = from
        while (true) {
            val left = 2 * parent + 1
            if (left >= heap.size) return
            val right = left + 1
            val least = if (right < heap.size && heap[right].until < heap[left].until) right else left
            if (heap[parent].until <= heap[least].until) return
            swap(parent, least)
            parent = least
        }
    }

    private fun swap(
        a: Int,
        b: Int,
    ) {
        val element = heap[a]
        put(heap[b], a)
        put(element, b)
    }

    private fun put(
        element: E,
        place: Int,
    ) {
        heap[place] = element
        element.place = place
    }
}

package dev.proxyrotator.selection

/**
 * Slots at points on a ring of 63 bits, and who follows a given point on it; O(1) as long as the points are spread
 * evenly, as hashes are.
 *
 * The points stand in an array in their order, with gaps: each at the index that its upper bits say, its home, or as
 * soon behind it as there is room. The array is at least a sixteenth and at most half full, so few steps lead from a home
 * to what follows.
 */
internal class HashRing {
    private var bits = MINIMUM_BITS
    private var points = LongArray(length())
    private var slots = IntArray(length())

    var size = 0
        private set

    fun add(
        point: Long,
        slot: Int,
    ) {
        if (2 * ++size > 1 shl bits) resize(bits + 1)
        insert(point, slot)
    }

    /** Removes [slot], which is at [point]. */
    fun remove(
        point: Long,
        slot: Int,
    ) {
        var gap = homeOf(point)
        while (points[gap] != point || slots[gap] != slot) gap++
        while (gap + 1 < points.size && points[gap + 1] != EMPTY && homeOf(points[gap + 1]) <= gap) {
            points[gap] = points[gap + 1]
            slots[gap] = slots[gap + 1]
            gap++
        }
        points[gap] = EMPTY
        if (SPARSE * --size < 1 shl bits && bits > MINIMUM_BITS) resize(bits - 2)
    }

    /** Looks at where the search for [point] begins; the result means nothing. */
    fun touch(point: Long): Long = points[homeOf(point)]

    /** The index of the first one at [point] or behind it; the ring must not be empty. */
    fun indexAt(point: Long): Int {
        var index = homeOf(point)
        while (index < points.size && points[index] < point) index++
        return if (index < points.size) index else nextFrom(0)
    }

    /** The index of the one behind that at [index]. */
    fun next(index: Int): Int = nextFrom(index + 1)

    fun pointAt(index: Int): Long = points[index]

    fun slotAt(index: Int): Int = slots[index]

    private fun nextFrom(start: Int): Int {
        var index = start
        while (true) {
            if (index == points.size) index = 0
            if (points[index] != EMPTY) return index
            index++
        }
    }

    private fun insert(
        point: Long,
        slot: Int,
    ) {
        var index = homeOf(point)
        while (index < points.size && points[index] != EMPTY && points[index] < point) index++
        var gap = index
        while (gap < points.size && points[gap] != EMPTY) gap++
        if (gap == points.size) {
            points = points.copyOf(gap + OVERHANG)
            slots = slots.copyOf(gap + OVERHANG)
        }
        points.copyInto(points, index + 1, index, gap)
        slots.copyInto(slots, index + 1, index, gap)
        points[index] = point
        slots[index] = slot
    }

    private fun resize(newBits: Int) {
        val formerPoints = points
        val formerSlots = slots
        bits = newBits
        points = LongArray(length())
        slots = IntArray(length())
        for (index in formerPoints.indices) {
            if (formerPoints[index] != EMPTY) insert(formerPoints[index], formerSlots[index])
        }
    }

    private fun homeOf(point: Long): Int = (point ushr (POINT_BITS - bits)).toInt()

    // The last homes need some room behind them as well.
    private fun length() = (1 shl bits) + OVERHANG

    companion object {
        private const val EMPTY = 0L
        private const val MINIMUM_BITS = 5
        private const val OVERHANG = 16
        private const val SPARSE = 16
        private const val POINT_BITS = 63

        /** The point for a hash: never [EMPTY]. */
        fun pointOf(hash: Long): Long = maxOf(hash ushr 1, 1)

        /** How far it is from one point forward to another one. */
        fun distance(
            from: Long,
            to: Long,
        ): Long = (to - from) and Long.MAX_VALUE
    }
}

package dev.proxyrotator.selection

import kotlin.random.Random

/**
 * Slots with weights, to draw from by chance: a class of similar weights by its bound, then any member of it, which is
 * taken with the probability of its weight over the bound for one; else all over again. No such probability is below a
 * half, so everything is O(1), at any size and with any spread of weights.
 */
internal class WeightedSlots(
    private val random: Random,
) {
    private val classes = WeightClass.all()
    private val bounds = DoubleArray(WEIGHT_CLASSES)
    private var occupied = 0L
    private var boundsSum = 0.0
    private var isStale = false

    // By slot: the class it is in, and where in there.
    private var classOf = IntArray(INITIAL_CAPACITY)
    private var positions = IntArray(INITIAL_CAPACITY)

    // Kept from one time to the next only to spare the garbage.
    private val drawnClasses = IntArray(DrawnAhead.CAPACITY)
    private val drawnPositions = IntArray(DrawnAhead.CAPACITY)
    private val drawnMembers = LongArray(DrawnAhead.CAPACITY)

    /** The sum of all weights. */
    val total: Double get() = sumOf { classes[it].total }

    operator fun contains(slot: Int): Boolean = slot < classOf.size && classOf[slot] != NONE

    fun weightOf(slot: Int): Double = classes[classOf[slot]].weightAt(positions[slot])

    fun add(
        slot: Int,
        weight: Double,
    ) {
        classOf = classOf.fitting(slot)
        positions = positions.fitting(slot)
        val index = WeightClass.indexOf(weight)
        classOf[slot] = index
        positions[slot] = classes[index].add(slot, weight)
        changed(index)
    }

    fun remove(slot: Int) {
        val index = classOf[slot]
        val position = positions[slot]
        classOf[slot] = NONE
        val moved = classes[index].removeAt(position)
        if (moved != NONE) positions[moved] = position
        changed(index)
    }

    /** A slot by chance in proportion to the weights, [NONE] when there is none. */
    fun draw(): Int {
        if (occupied == 0L) return NONE
        while (true) {
            val drawn = classes[drawClass()]
            val member = drawn.memberAt(drawn.propose(random))
            if (WeightClass.accepts(member, random)) return WeightClass.slotOf(member)
        }
    }

    /**
     * Draws some slots, at least one, into [ahead], which is empty. There must be slots.
     *
     * In steps that wait for memory side by side, where one [draw] after another would wait for each.
     */
    fun drawInto(ahead: DrawnAhead) {
        while (ahead.isEmpty) {
            for (index in drawnClasses.indices) {
                val drawn = drawClass()
                drawnClasses[index] = drawn
                drawnPositions[index] = classes[drawn].propose(random)
            }
            // Nothing but reading, so that all of it is under way at once.
            for (index in drawnMembers.indices) {
                drawnMembers[index] = classes[drawnClasses[index]].memberAt(drawnPositions[index])
            }
            for (member in drawnMembers) {
                if (WeightClass.accepts(member, random)) ahead.put(WeightClass.slotOf(member))
            }
        }
    }

    private fun changed(index: Int) {
        val bit = 1L shl index
        bounds[index] = classes[index].bound
        occupied = if (classes[index].isEmpty) occupied and bit.inv() else occupied or bit
        isStale = true
    }

    private fun drawClass(): Int {
        var rest = occupied
        if (rest and (rest - 1) == 0L) return rest.countTrailingZeroBits()
        if (isStale) {
            // Anew, as adding up the changes would let rounding errors grow.
            boundsSum = sumOf { bounds[it] }
            isStale = false
        }
        var left = random.nextDouble() * boundsSum
        // From the heaviest down, where the search most likely ends soon.
        while (true) {
            val index = WEIGHT_CLASSES - 1 - rest.countLeadingZeroBits()
            left -= bounds[index]
            rest = rest and (1L shl index).inv()
            if (left < 0 || rest == 0L) return index
        }
    }

    private inline fun sumOf(value: (Int) -> Double): Double {
        var result = 0.0
        var rest = occupied
        while (rest != 0L) {
            result += value(rest.countTrailingZeroBits())
            rest = rest and (rest - 1)
        }
        return result
    }
}

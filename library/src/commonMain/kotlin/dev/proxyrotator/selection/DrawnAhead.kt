package dev.proxyrotator.selection

import kotlin.random.Random

/**
 * Slots that were drawn by chance before they are needed, and independently of each other. Whatever changes meanwhile,
 * they are made to be as if drawn only now, so drawing ahead bends no odds.
 */
internal class DrawnAhead(
    private val random: Random,
) {
    private val slots = IntArray(CAPACITY)

    var size = 0
        private set

    val isEmpty get() = size == 0

    fun put(slot: Int) {
        slots[size++] = slot
    }

    fun take(): Int = slots[--size]

    operator fun get(index: Int): Int = slots[index]

    /** Adapts to the weight of [slot] having grown by [share] of the total that there is now. */
    fun gained(
        slot: Int,
        share: Double,
    ) {
        val chance = random.nextDouble()
        // Mostly nothing to do. Each of the drawn becomes this slot with the probability [share], as it would if drawn now.
        if (share * size >= 1) {
            for (index in 0 until size) if (random.nextDouble() < share) slots[index] = slot
        } else if (chance < share * size) {
            replaceFrom((chance / share).toInt().coerceAtMost(size - 1), slot, share)
        }
    }

    /** Adapts to the weight of [slot] having lost [share] of what it was; 1 when it left. */
    fun lost(
        slot: Int,
        share: Double,
    ) {
        var kept = 0
        for (index in 0 until size) {
            val drawn = slots[index]
            if (drawn != slot || (share < 1 && random.nextDouble() >= share)) slots[kept++] = drawn
        }
        size = kept
    }

    /**
     * [first] was hit with the probability [share]. It is the first one to be replaced if none before it was as well;
     * else nothing is, since that case is counted where the other one was hit.
     */
    private fun replaceFrom(
        first: Int,
        slot: Int,
        share: Double,
    ) {
        for (before in 0 until first) if (random.nextDouble() < share) return
        slots[first] = slot
        for (index in first + 1 until size) if (random.nextDouble() < share) slots[index] = slot
    }

    companion object {
        const val CAPACITY = 16
    }
}

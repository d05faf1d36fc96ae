package dev.proxyrotator.selection

import kotlin.math.pow
import kotlin.random.Random

internal const val WEIGHT_CLASSES = 64

/**
 * The slots whose weight lies above half of a power of two and up to it.
 *
 * Weights are kept as fixed-point fractions of that power, so the total is an exact integer whatever comes and goes. A
 * slot and its fraction share one element of an array, so that looking at a member costs one cache miss.
 */
internal class WeightClass(
    exponent: Int,
) {
    private val ceiling = 2.0.pow(exponent)
    private var members = LongArray(INITIAL_CAPACITY)
    private var size = 0
    private var sum = 0L

    val isEmpty get() = size == 0

    /** The sum of all weights in here. */
    val total: Double get() = sum * (ceiling / FULL)

    /** What the sum of all weights would be if none were below the power of two. */
    val bound: Double get() = size * ceiling

    /** Adds [slot] and returns its position. */
    fun add(
        slot: Int,
        weight: Double,
    ): Int {
        val position = size++
        if (position >= members.size) members = members.copyOf(grownCapacity(members.size, position))
        val fraction = (weight / ceiling).coerceIn(0.5, 1.0).times(FULL).toInt()
        members[position] = slot.toLong() shl Int.SIZE_BITS or fraction.toLong()
        sum += fraction
        return position
    }

    /** Removes what is at [position] and returns the slot that took its place, or [NONE]. */
    fun removeAt(position: Int): Int {
        val last = --size
        sum -= members[position].toInt()
        members[position] = members[last]
        return if (position == last) NONE else slotOf(members[position])
    }

    /** The weight at [position], to the precision that counts. */
    fun weightAt(position: Int): Double = members[position].toInt() * (ceiling / FULL)

    /** Any position by chance, all alike. */
    fun propose(random: Random): Int = random.nextInt(size)

    /** What is at [position], for [accepts] and [slotOf]. */
    fun memberAt(position: Int): Long = members[position]

    companion object {
        private const val FRACTION_BITS = 30
        private const val FULL = 1 shl FRACTION_BITS
        private const val MINIMUM_EXPONENT = -41
        private const val MAXIMUM_EXPONENT = MINIMUM_EXPONENT + WEIGHT_CLASSES - 1
        private const val MANTISSA_BITS = 52
        private const val EXPONENT_BIAS = 1023

        /** All classes, from the lightest to the heaviest. */
        fun all(): Array<WeightClass> = Array(WEIGHT_CLASSES) { WeightClass(MINIMUM_EXPONENT + it) }

        /** The index in [all] of the class for [weight]; what is out of range counts as its nearest bound. */
        fun indexOf(weight: Double): Int {
            // The bits of the largest double below the weight: a power of two belongs to the class it closes.
            val exponent = ((weight.toBits() - 1) ushr MANTISSA_BITS).toInt() - EXPONENT_BIAS + 1
            return exponent.coerceIn(MINIMUM_EXPONENT, MAXIMUM_EXPONENT) - MINIMUM_EXPONENT
        }

        /** Whether a member that was proposed may be taken: with the probability of its fraction, at least a half. */
        fun accepts(
            member: Long,
            random: Random,
        ): Boolean = member.toInt() == FULL || random.nextBits(FRACTION_BITS) < member.toInt()

        fun slotOf(member: Long): Int = (member ushr Int.SIZE_BITS).toInt()
    }
}

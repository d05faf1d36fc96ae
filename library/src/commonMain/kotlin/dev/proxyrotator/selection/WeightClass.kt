package dev.proxyrotator.selection

import kotlin.math.pow
import kotlin.random.Random

internal const val WEIGHT_CLASSES = 64

/**
 * The candidates whose weight lies above half of a power of two and up to it.
 *
 * Weights are kept as fixed-point fractions of that power, so the total is an exact integer whatever comes and goes.
 */
internal class WeightClass(
    exponent: Int,
) {
    private val ceiling = 2.0.pow(exponent)
    private var members = arrayOfNulls<Candidate>(INITIAL_CAPACITY)
    private var fractions = IntArray(INITIAL_CAPACITY)
    private var size = 0
    private var sum = 0L

    val isEmpty get() = size == 0

    /** The sum of all weights in here. */
    val total: Double get() = sum * (ceiling / FULL)

    /** Adds [candidate] and returns its position. */
    fun add(candidate: Candidate): Int {
        val position = size++
        if (position >= members.size) members = members.copyOf(grownCapacity(members.size, position))
        fractions = fractions.fitting(position)
        val fraction = (candidate.weight / ceiling).coerceIn(0.5, 1.0).times(FULL).toInt()
        members[position] = candidate
        fractions[position] = fraction
        sum += fraction
        return position
    }

    /** Removes what is at [position] and returns the candidate that took its place, if another one did. */
    fun removeAt(position: Int): Candidate? {
        val last = --size
        sum -= fractions[position]
        val moved = members[last]
        members[position] = moved
        fractions[position] = fractions[last]
        members[last] = null
        return if (position == last) null else moved
    }

    /** A member by chance in proportion to the weights. No fraction is below a half, so two draws do on average. */
    fun draw(random: Random): Candidate {
        while (true) {
            val position = random.nextInt(size)
            val fraction = fractions[position]
            if (fraction == FULL || random.nextBits(FRACTION_BITS) < fraction) return checkNotNull(members[position])
        }
    }

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
    }
}

package dev.proxyrotator.health

import kotlin.jvm.JvmInline
import kotlin.time.Duration

/**
 * The successes and failures of about the last window, in one number: those of the half window under way and those of
 * the half before it. Failures are counted in quarters. Where a counter would overflow, the counters of its half are
 * halved, which keeps their ratio.
 *
 * ```
 * | number of the half window | successes, quarters before | successes, quarters now |
 * |         20 bits           |        11        11        |       11        11      |
 * ```
 */
@JvmInline
internal value class RecentOutcomes(
    val bits: Long,
) {
    private val half: Long get() = bits ushr HALF_SHIFT
    private val successesBefore: Int get() = counter(SUCCESSES_BEFORE)
    private val quartersBefore: Int get() = counter(QUARTERS_BEFORE)
    private val successesNow: Int get() = counter(SUCCESSES_NOW)
    private val quartersNow: Int get() = counter(QUARTERS_NOW)
    private val successes: Int get() = successesBefore + successesNow
    private val quarters: Int get() = quartersBefore + quartersNow

    /** The outcomes; a failure of four quarters counts as one. */
    val count: Int get() = successes + quarters / QUARTERS

    /** The share of failures, 0.0 when there are no outcomes. */
    val failureRate: Double
        get() = if (quarters == 0) 0.0 else quarters.toDouble() / (QUARTERS * successes + quarters)

    /**
     * @param successes 0 or 1
     * @param failureQuarters 0 to 4
     * @param elapsed the age of the pool; what counts is how it differs from one call to the next
     */
    fun plus(
        successes: Int,
        failureQuarters: Int,
        elapsed: Duration,
        window: Duration,
    ): RecentOutcomes {
        val current = movedTo(elapsed.inWholeNanoseconds.floorDiv(window.inWholeNanoseconds / 2) and HALF_MASK)
        var moreSuccesses = current.successesNow + successes
        var moreQuarters = current.quartersNow + failureQuarters
        if (maxOf(moreSuccesses, moreQuarters) > COUNTER_MASK) {
            moreSuccesses /= 2
            moreQuarters /= 2
        }
        return of(current.half, current.successesBefore, current.quartersBefore, moreSuccesses, moreQuarters)
    }

    /** Without so many quarters after all, the latest first. */
    fun minus(failureQuarters: Int): RecentOutcomes {
        val fromNow = minOf(failureQuarters, quartersNow)
        val fromBefore = minOf(failureQuarters - fromNow, quartersBefore)
        return of(half, successesBefore, quartersBefore - fromBefore, successesNow, quartersNow - fromNow)
    }

    private fun movedTo(number: Long): RecentOutcomes {
        val passed = (number - half) and HALF_MASK
        return when {
            // Of two threads that read the clock, the later one may be served first.
            passed == 0L || passed >= HALF_MASK - 1 -> this

            passed == 1L -> of(number, successesNow, quartersNow, 0, 0)

            else -> of(number, 0, 0, 0, 0)
        }
    }

    private fun counter(shift: Int): Int = (bits ushr shift).toInt() and COUNTER_MASK

    companion object {
        val NONE = RecentOutcomes(0)

        /** So many outcomes are still remembered when the counters have been halved. */
        const val MAX_MINIMUM = 250

        private const val QUARTERS = 4
        private const val HALF_SHIFT = 44
        private const val SUCCESSES_BEFORE = 33
        private const val QUARTERS_BEFORE = 22
        private const val SUCCESSES_NOW = 11
        private const val QUARTERS_NOW = 0
        private const val COUNTER_MASK = 0x7FF
        private const val HALF_MASK = 0xFFFFFL

        private fun of(
            half: Long,
            successesBefore: Int,
            quartersBefore: Int,
            successesNow: Int,
            quartersNow: Int,
        ) = RecentOutcomes(
            (half shl HALF_SHIFT) or
                (successesBefore.toLong() shl SUCCESSES_BEFORE) or
                (quartersBefore.toLong() shl QUARTERS_BEFORE) or
                (successesNow.toLong() shl SUCCESSES_NOW) or
                quartersNow.toLong(),
        )
    }
}

package dev.proxyrotator.benchmarks.load

import java.util.concurrent.atomic.AtomicIntegerArray

private const val STEPS_PER_DOUBLING = 32
private const val STEP_BITS = 5
private const val DOUBLINGS = Long.SIZE_BITS - STEP_BITS

/** Counts times in nanoseconds, in steps of 3 % of their size. Safe to use from any thread. */
internal class LatencyHistogram {
    private val counts = AtomicIntegerArray(DOUBLINGS * STEPS_PER_DOUBLING)

    fun record(nanoseconds: Long) {
        counts.incrementAndGet(step(nanoseconds.coerceAtLeast(0)))
    }

    /** The time within which [share] of all, from 0 to 1, stayed; 0 when there are none. */
    fun quantile(share: Double): Long {
        val total = (0 until counts.length()).sumOf { counts[it].toLong() }
        var missing = share * total
        for (step in 0 until counts.length()) {
            missing -= counts[step]
            if (missing <= 0 && counts[step] > 0) return middle(step)
        }
        return 0
    }

    private fun step(value: Long): Int {
        if (value < STEPS_PER_DOUBLING) return value.toInt()
        val shift = Long.SIZE_BITS - 1 - value.countLeadingZeroBits() - STEP_BITS
        return (shift + 1) * STEPS_PER_DOUBLING + (value shr shift).toInt() - STEPS_PER_DOUBLING
    }

    private fun middle(step: Int): Long {
        if (step < STEPS_PER_DOUBLING) return step.toLong()
        val shift = step / STEPS_PER_DOUBLING - 1
        val start = (STEPS_PER_DOUBLING + step % STEPS_PER_DOUBLING).toLong() shl shift
        return start + (1L shl shift) / 2
    }
}

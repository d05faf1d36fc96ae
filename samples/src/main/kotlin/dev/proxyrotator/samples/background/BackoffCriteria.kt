package dev.proxyrotator.samples.background

import kotlin.math.pow
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds

/** How the wait grows from retry to retry. */
enum class BackoffPolicy {
    /** 30 s, 60 s, 90 s … */
    LINEAR,

    /** 30 s, 60 s, 120 s … */
    EXPONENTIAL,
}

/** `setBackoffCriteria`: how long to wait before the work is run again, and how often at most. */
class BackoffCriteria(
    private val policy: BackoffPolicy = BackoffPolicy.EXPONENTIAL,
    private val initial: Duration = 30.seconds,
    /** The longest wait. */
    val longest: Duration = 5.hours,
    /** After so many runs without an end the work has failed. */
    val maxRuns: Int = 10,
) {
    init {
        require(initial.isPositive() && initial <= longest) { "initial must be above 0 and at most $longest" }
        require(maxRuns >= 1) { "maxRuns must be at least 1, was $maxRuns" }
    }

    /** The wait before retry [retry], 1 for the first. */
    fun before(retry: Int): Duration =
        when (policy) {
            BackoffPolicy.LINEAR -> initial * retry
            BackoffPolicy.EXPONENTIAL -> initial * 2.0.pow(retry - 1)
        }.coerceAtMost(longest)
}

package dev.proxyrotator.retry

import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds

/**
 * How much the retries of all requests together may add to the load of the targets: within the [window], one more retry
 * is allowed while there were fewer than `ratio × calls + reservePerSecond × window`. A failure before the request can
 * have reached the target is no load, so what follows it takes nothing from the budget.
 *
 * @throws IllegalArgumentException when a value is out of range
 */
public class RetryBudget(
    /** Retries for each call. Default 0.2: one for five calls. */
    public val ratio: Double = 0.2,
    /** Retries a second that are allowed however few calls there are. Default 10. */
    public val reservePerSecond: Double = 10.0,
    /** For how long a call and a retry count. Default 10 s. */
    public val window: Duration = 10.seconds,
) {
    init {
        require(ratio >= 0 && ratio.isFinite()) { "ratio must be finite and not negative, was $ratio" }
        require(reservePerSecond >= 0) { "reservePerSecond must not be negative, was $reservePerSecond" }
        require(window >= SHORTEST_WINDOW && window.isFinite()) {
            "window must be finite and at least $SHORTEST_WINDOW, was $window"
        }
    }

    internal val reserve: Double = reservePerSecond * (window / 1.seconds)

    /** `RetryBudget(ratio=0.2, reservePerSecond=10.0, window=10s)`. */
    override fun toString(): String =
        "RetryBudget(ratio=$ratio, reservePerSecond=$reservePerSecond, window=$window)"

    /** Budgets that have a name. */
    public companion object {
        private val SHORTEST_WINDOW = 1_000.nanoseconds

        /** No limit for all requests together; each keeps to its own. */
        public val Unlimited: RetryBudget = RetryBudget(reservePerSecond = Double.POSITIVE_INFINITY)
    }
}

package dev.proxyrotator.limit

import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.microseconds

/**
 * How many requests may start per time: in no span of length *t* more than `burst + permits × t / per`.
 *
 * @throws IllegalArgumentException when a value is not positive, when that is more than one a microsecond, or when a
 * burst that was used up would take more than a year to come back
 */
public class RateLimit(
    /** How many requests may start in every span of [per]. */
    public val permits: Int,
    /** The span of time, such as one second. */
    public val per: Duration,
    /** How many may start at once after a pause. Default [permits]; 1 spaces all of them evenly. */
    public val burst: Int = permits,
) {
    init {
        require(permits >= 1) { "permits must be at least 1, was $permits" }
        require(per > Duration.ZERO && per.isFinite()) { "per must be finite and positive, was $per" }
        require(burst >= 1) { "burst must be at least 1, was $burst" }
        require(per / permits >= 1.microseconds) { "$permits per $per is more than one a microsecond" }
        require(per / permits * burst <= LONGEST_REFILL) { "a burst of $burst at $permits per $per takes over a year" }
    }

    /** Equal when all three values are. */
    override fun equals(other: Any?): Boolean =
        other is RateLimit && permits == other.permits && per == other.per && burst == other.burst

    /** In accordance with [equals]. */
    override fun hashCode(): Int = (permits * 31 + per.hashCode()) * 31 + burst

    /** `10 per 1s, burst 10`. */
    override fun toString(): String = "$permits per $per, burst $burst"

    private companion object {
        val LONGEST_REFILL = 366.days
    }
}

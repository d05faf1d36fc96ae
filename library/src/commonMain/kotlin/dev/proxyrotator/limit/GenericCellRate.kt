package dev.proxyrotator.limit

import kotlin.time.Duration.Companion.nanoseconds

/**
 * The generic cell rate algorithm (ITU-T I.371): a token bucket whose whole state is one number, the theoretical arrival
 * time. Times are nanoseconds since any origin that is not later than the first use; a full bucket is 0.
 */
internal class GenericCellRate(
    limit: RateLimit,
) {
    // Rounded up: a thousandth slower at worst, but never faster than the limit.
    private val interval = (limit.per + (limit.permits - 1).nanoseconds).inWholeNanoseconds / limit.permits
    private val tolerance = interval * (limit.burst - 1)

    /** How long until [tokens] can be taken one after the other, or up to the burst all at once; 0 when they can now. */
    fun waitFor(
        arrival: Long,
        now: Long,
        tokens: Int = 1,
    ): Long = (maxOf(arrival - now, 0) + interval * minOf(tokens - 1L, LONGEST / interval) - tolerance).coerceAtLeast(0)

    fun isFull(
        arrival: Long,
        now: Long,
    ): Boolean = arrival <= now

    /** The arrival time once [tokens] were taken. */
    fun afterTake(
        arrival: Long,
        now: Long,
        tokens: Int = 1,
    ): Long = maxOf(arrival, now) + interval * tokens

    private companion object {
        /** A century, so that no sum overflows. */
        const val LONGEST = 36_500L * 24 * 3_600 * 1_000_000_000
    }
}

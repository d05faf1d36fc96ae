package dev.proxyrotator.limit

import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/** A bucket of tokens, full at first, that keeps to [rate]. Needs a lock of its owner's. */
internal class TokenBucket(
    private val rate: GenericCellRate,
    private val origin: ComparableTimeMark,
) {
    private var arrival = 0L

    constructor(limit: RateLimit, now: ComparableTimeMark) : this(GenericCellRate(limit), now)

    /** How long until [tokens] are there; zero when they are. */
    fun waitFor(
        now: ComparableTimeMark,
        tokens: Int = 1,
    ): Duration = rate.waitFor(arrival, nanoseconds(now), tokens).nanoseconds

    fun isFull(now: ComparableTimeMark): Boolean = rate.isFull(arrival, nanoseconds(now))

    /** Takes the [tokens] that [waitFor] said are there. */
    fun take(
        now: ComparableTimeMark,
        tokens: Int = 1,
    ) {
        arrival = rate.afterTake(arrival, nanoseconds(now), tokens)
    }

    private fun nanoseconds(now: ComparableTimeMark) = (now - origin).inWholeNanoseconds
}

package dev.proxyrotator.selection

/**
 * The clock by which latencies are forgotten. It goes with the time, but not faster than the pool is used: of a thousand
 * proxies with one request a second each is met every quarter of an hour, and who forgot what it had seen within
 * seconds would never know anything. Not thread-safe.
 */
internal class LatencyClock {
    private var time = 0L
    private var last = 0L

    /** The time by this clock when an attempt through one of [size] proxies ended at [nowNanos]. */
    fun advance(
        nowNanos: Long,
        size: Int,
    ): Long {
        // The clock of another thread may be a little behind.
        val passed = (nowNanos - last).coerceAtLeast(0)
        last += passed
        time += minOf(passed, NANOS_PER_LAP / size.coerceAtLeast(1))
        return time
    }

    private companion object {
        /** The longest that it takes for each proxy to be used once: a twentieth of the time it takes to forget. */
        const val NANOS_PER_LAP = 500_000_000L
    }
}

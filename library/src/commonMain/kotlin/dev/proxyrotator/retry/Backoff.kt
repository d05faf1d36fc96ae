package dev.proxyrotator.retry

import kotlin.math.pow
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/**
 * Exponential backoff with full jitter: before retry *n* (1 for the first) the wait is drawn uniformly from
 * 0 to `min(cap, base × factor^(n − 1))`, so that clients that failed together do not come back together.
 */
public class Backoff(
    /** The upper bound of the first wait. Default 100 ms. */
    public val base: Duration = 100.milliseconds,
    /** The upper bound of every wait. Default 10 s. */
    public val cap: Duration = 10.seconds,
    /** How the bound grows from retry to retry. Default 2. */
    public val factor: Double = 2.0,
    /** Whether the wait is drawn by chance; with `false` it is always the bound. Default `true`. */
    public val jitter: Boolean = true,
) {
    init {
        require(base >= Duration.ZERO && base.isFinite()) { "backoff base must be finite and not negative, was $base" }
        require(cap >= base && cap.isFinite()) { "backoff cap must be finite and at least the base $base, was $cap" }
        require(factor >= 1.0 && factor.isFinite()) { "backoff factor must be finite and at least 1, was $factor" }
    }

    internal fun bound(retry: Int): Duration {
        require(retry >= 1) { "retry counts from 1, was $retry" }
        if (base == Duration.ZERO) return Duration.ZERO
        val grown = base.inWholeNanoseconds * factor.pow(retry - 1)
        // A power that overflows to infinity still compares: the cap saturates it.
        return if (grown >= cap.inWholeNanoseconds) cap else base * factor.pow(retry - 1)
    }

    internal fun delay(
        retry: Int,
        random: Random,
    ): Duration = if (jitter) bound(retry) * random.nextDouble() else bound(retry)

    /** `Backoff(base=100ms, cap=10s, factor=2.0, jitter=true)`. */
    override fun toString(): String = "Backoff(base=$base, cap=$cap, factor=$factor, jitter=$jitter)"

    /** Waits that do not grow. */
    public companion object {
        /** Exactly [wait] before every retry. */
        public fun fixed(wait: Duration): Backoff = Backoff(wait, wait, factor = 1.0, jitter = false)
    }
}

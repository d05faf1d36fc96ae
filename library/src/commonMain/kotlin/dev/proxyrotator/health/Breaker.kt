package dev.proxyrotator.health

import dev.proxyrotator.failure.Severity
import kotlin.random.Random
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/** `(state, signal, now) → state`: pure, so an hour of cool-downs is tested in no time. */
internal class Breaker(
    private val policy: HealthPolicy,
    private val random: Random,
) {
    class Failure(
        val severity: Severity,
        /** Whether it was a time limit that ended the attempt. */
        val isTimeout: Boolean = false,
        /** Whether there is nothing to turn to: such a proxy is not taken out for time-outs, nor quarantined. */
        val isOfOnlyProxy: Boolean = false,
    )

    private val limits = policy.failures
    private val threshold = limits.threshold.toLong() * Severity.FULL.quarters

    /** [recent] with one more success; [elapsed] as for [RecentOutcomes.plus]. */
    fun withSuccess(
        recent: RecentOutcomes,
        elapsed: Duration,
    ): RecentOutcomes = recent.plus(successes = 1, failureQuarters = 0, elapsed, limits.window)

    /** [recent] with one more failure; [elapsed] as for [RecentOutcomes.plus]. */
    fun withFailure(
        recent: RecentOutcomes,
        severity: Severity,
        elapsed: Duration,
    ): RecentOutcomes = recent.plus(successes = 0, severity.quarters, elapsed, limits.window)

    fun onSuccess(
        state: BreakerState,
        now: ComparableTimeMark,
    ): BreakerState =
        when (state) {
            is BreakerState.Closed ->
                if (state.quarters == 0) state else BreakerState.Closed(0, state.openings, state.recoveredAt)

            is BreakerState.Probing -> BreakerState.Closed(0, state.openings, now)

            // A request that was sent before it was taken out says nothing new.
            is BreakerState.Open, BreakerState.Rejected, is BreakerState.Quarantined -> state
        }

    /**
     * @param recent the outcomes since the proxy was last taken out, with this failure: whoever keeps them begins anew
     *   with [RecentOutcomes.NONE] when the state becomes [BreakerState.Open]
     */
    fun onFailure(
        state: BreakerState,
        failure: Failure,
        recent: RecentOutcomes,
        now: ComparableTimeMark,
    ): BreakerState =
        when (failure.severity) {
            Severity.NONE -> state
            Severity.CREDENTIALS -> if (policy.enabled) BreakerState.Rejected else state
            Severity.INTERCEPTION -> onInterception(state, failure)
            Severity.QUARTER, Severity.FULL -> if (policy.enabled) onCharge(state, failure, recent, now) else state
        }

    /** The cool-down is over. */
    fun onDue(state: BreakerState.Open): BreakerState.Probing = BreakerState.Probing(state.openings)

    /** Whether a request may be let through: none is on its way, or it has been for too long. */
    fun mayProbe(
        state: BreakerState.Probing,
        now: ComparableTimeMark,
    ): Boolean = state.since == null || now - state.since >= policy.probeTimeout

    /** A probe is sent. */
    fun onProbe(
        state: BreakerState.Probing,
        now: ComparableTimeMark,
    ): BreakerState.Probing = BreakerState.Probing(state.openings, state.quarters, since = now)

    /** The probe came back and says nothing about the proxy. */
    fun onProbeInVain(state: BreakerState.Probing): BreakerState.Probing =
        BreakerState.Probing(state.openings, state.quarters, since = null)

    /**
     * Takes back [quarters] of what was charged, and a quarantine if [interception]: it was the host's fault. What would
     * not have happened without is undone.
     */
    fun forgive(
        state: BreakerState,
        quarters: Int,
        interception: Boolean,
    ): BreakerState =
        when (state) {
            is BreakerState.Closed ->
                BreakerState.Closed(left(state.quarters, quarters), state.openings, state.recoveredAt)

            is BreakerState.Open -> forgive(state, quarters)

            is BreakerState.Probing ->
                BreakerState.Probing(state.openings, left(state.quarters, quarters), state.since)

            is BreakerState.Quarantined -> {
                val before = forgive(state.before, quarters, interception)
                if (interception) before else BreakerState.Quarantined(before)
            }

            BreakerState.Rejected -> state
        }

    /**
     * Which part of the requests that it would get otherwise a proxy is to get, greater than 0.0 and at most 1.0: one
     * that recovered more from moment to moment, one that is to be tried again the less the more often it failed.
     */
    fun share(
        state: BreakerState,
        now: ComparableTimeMark,
    ): Double =
        when (state) {
            is BreakerState.Closed -> state.recoveredAt?.let { sharedAfter(now - it) } ?: 1.0
            is BreakerState.Probing -> FIRST_SHARE / state.openings.coerceAtLeast(1)
            else -> 1.0
        }

    private fun sharedAfter(healthy: Duration): Double {
        if (healthy >= policy.slowStart) return 1.0
        return FIRST_SHARE + (1 - FIRST_SHARE) * (healthy / policy.slowStart).coerceAtLeast(0.0)
    }

    private fun onInterception(
        state: BreakerState,
        failure: Failure,
    ): BreakerState =
        when {
            !policy.enabled || failure.isOfOnlyProxy -> state
            state is BreakerState.Quarantined || state is BreakerState.Rejected -> state
            state is BreakerState.Probing -> BreakerState.Quarantined(onProbeInVain(state))
            else -> BreakerState.Quarantined(state)
        }

    private fun onCharge(
        state: BreakerState,
        failure: Failure,
        recent: RecentOutcomes,
        now: ComparableTimeMark,
    ): BreakerState =
        when (state) {
            is BreakerState.Closed -> onCharge(state, failure, recent, now)
            is BreakerState.Probing -> onCharge(state, failure, now)
            is BreakerState.Open, BreakerState.Rejected, is BreakerState.Quarantined -> state
        }

    private fun onCharge(
        state: BreakerState.Closed,
        failure: Failure,
        recent: RecentOutcomes,
        now: ComparableTimeMark,
    ): BreakerState {
        val quarters = sum(state.quarters, failure.severity.quarters)
        val isSpared = failure.isOfOnlyProxy && failure.isTimeout
        if (isSpared || !isTooMuch(quarters, recent)) {
            return BreakerState.Closed(quarters, state.openings, state.recoveredAt)
        }
        return open(remembered(state, now) + 1, BreakerState.Open.Reason(state, quarters, recent), now)
    }

    private fun onCharge(
        state: BreakerState.Probing,
        failure: Failure,
        now: ComparableTimeMark,
    ): BreakerState {
        val quarters = state.quarters + failure.severity.quarters
        if (quarters < Severity.FULL.quarters) return BreakerState.Probing(state.openings, quarters, since = null)
        return open(state.openings + 1, BreakerState.Open.Reason(state, quarters, RecentOutcomes.NONE), now)
    }

    private fun isTooMuch(
        quarters: Int,
        recent: RecentOutcomes,
    ): Boolean =
        quarters >= threshold ||
            (recent.count >= limits.minimumOutcomes && recent.failureRate >= limits.rate)

    private fun forgive(
        state: BreakerState.Open,
        quarters: Int,
    ): BreakerState {
        val reason = state.reason
        val left = left(reason.quarters, quarters)
        val recent = reason.recent.minus(quarters)
        val before = reason.before
        return when {
            before is BreakerState.Closed && !isTooMuch(left, recent) ->
                BreakerState.Closed(left, before.openings, before.recoveredAt)

            before is BreakerState.Probing && left < Severity.FULL.quarters ->
                BreakerState.Probing(before.openings, left, since = null)

            else ->
                BreakerState.Open(state.until, state.openings, BreakerState.Open.Reason(before, left, recent))
        }
    }

    private fun remembered(
        state: BreakerState.Closed,
        now: ComparableTimeMark,
    ): Int {
        val healthy = state.recoveredAt?.let { now - it } ?: return state.openings
        val forgotten = (healthy / policy.forgetAfter).toInt()
        return (state.openings - forgotten).coerceAtLeast(0)
    }

    private fun open(
        openings: Int,
        reason: BreakerState.Open.Reason,
        now: ComparableTimeMark,
    ): BreakerState {
        val full = (policy.coolDown * openings).coerceAtMost(policy.maxCoolDown)
        return BreakerState.Open(now + full * (1 + random.nextDouble()) / 2, openings, reason)
    }

    private fun left(
        charged: Int,
        forgiven: Int,
    ): Int = (charged - forgiven).coerceAtLeast(0)

    // A proxy that is spared may fail for ever.
    private fun sum(
        charged: Int,
        more: Int,
    ): Int = if (charged > Int.MAX_VALUE - more) charged else charged + more

    private companion object {
        const val FIRST_SHARE = 0.1
    }
}

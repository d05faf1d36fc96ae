package dev.proxyrotator.health

import dev.proxyrotator.failure.FailureKind
import kotlin.random.Random
import kotlin.time.ComparableTimeMark

/**
 * What is remembered of a proxy's behaviour. Immutable; [Breaker] makes the next one.
 *
 * ```
 * Closed ──threshold failures──▶ Open ──cool-down over──▶ Probing ──success──▶ Closed
 *    │                            ▲                          │ failure
 *    └──407──▶ Rejected           └──────────────────────────┘
 * ```
 */
internal sealed class BreakerState(
    val health: ProxyHealth,
) {
    /** [recoveredAt] is when it last closed after [openings] cool-downs; `null` if it never opened. */
    class Closed(
        val failures: Int,
        val openings: Int,
        val recoveredAt: ComparableTimeMark?,
    ) : BreakerState(ProxyHealth.HEALTHY)

    class Open(
        val until: ComparableTimeMark,
        val openings: Int,
    ) : BreakerState(ProxyHealth.COOLING_DOWN)

    class Probing(
        val openings: Int,
    ) : BreakerState(ProxyHealth.PROBING)

    object Rejected : BreakerState(ProxyHealth.AUTHENTICATION_REJECTED)

    companion object {
        val Healthy = Closed(failures = 0, openings = 0, recoveredAt = null)
    }
}

/** `(state, signal, now) → state`: pure, so an hour of cool-downs is tested in no time. */
internal class Breaker(
    private val policy: HealthPolicy,
    private val random: Random,
) {
    fun onSuccess(
        state: BreakerState,
        now: ComparableTimeMark,
    ): BreakerState =
        when (state) {
            is BreakerState.Closed ->
                if (state.failures ==
                    0
                ) {
                    state
                } else {
                    BreakerState.Closed(0, state.openings, state.recoveredAt)
                }

            is BreakerState.Probing -> BreakerState.Closed(0, state.openings, now)

            // A request that was sent before the cool-down began says nothing new.
            is BreakerState.Open, BreakerState.Rejected -> state
        }

    /** [onlyProxy]: a pool of one never opens on a time-out, since there is nothing to turn to. */
    fun onFailure(
        state: BreakerState,
        kind: FailureKind,
        now: ComparableTimeMark,
        onlyProxy: Boolean,
    ): BreakerState {
        if (!policy.enabled || !kind.blamesProxy) return state
        if (kind == FailureKind.AUTHENTICATION) return BreakerState.Rejected
        return when (state) {
            is BreakerState.Closed -> onFailure(state, now, mayOpen = !(onlyProxy && kind.isTimeout()))
            is BreakerState.Probing -> open(state.openings + 1, now)
            is BreakerState.Open, BreakerState.Rejected -> state
        }
    }

    /** The cool-down is over. */
    fun onDue(state: BreakerState.Open): BreakerState = BreakerState.Probing(state.openings)

    private fun onFailure(
        state: BreakerState.Closed,
        now: ComparableTimeMark,
        mayOpen: Boolean,
    ): BreakerState {
        val failures = state.failures + 1
        if (failures < policy.failureThreshold || !mayOpen) {
            return BreakerState.Closed(failures, state.openings, state.recoveredAt)
        }
        return open(remembered(state, now) + 1, now)
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
        now: ComparableTimeMark,
    ): BreakerState {
        val full = (policy.coolDown * openings).coerceAtMost(policy.maxCoolDown)
        return BreakerState.Open(now + full * (1 + random.nextDouble()) / 2, openings)
    }

    private fun FailureKind.isTimeout() = this == FailureKind.CONNECT_TIMEOUT || this == FailureKind.RESPONSE_TIMEOUT
}

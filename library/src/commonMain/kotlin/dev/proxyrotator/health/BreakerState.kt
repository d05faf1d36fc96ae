package dev.proxyrotator.health

import kotlin.time.ComparableTimeMark

/**
 * What is remembered of a proxy's behaviour. Immutable; [Breaker] makes the next one.
 *
 * ```
 * Closed ──too many failures──▶ Open ──cool-down over──▶ Probing ──success──▶ Closed
 *    │                           ▲                          │ failure
 *    │                           └──────────────────────────┘
 *    ├──407──▶ Rejected
 *    └──somebody in between──▶ Quarantined
 * ```
 */
internal sealed class BreakerState(
    val health: ProxyHealth,
) {
    /**
     * @property quarters the failures in a row, in quarters
     * @property recoveredAt when it last closed after [openings] cool-downs; `null` if it never opened
     */
    class Closed(
        val quarters: Int,
        val openings: Int,
        val recoveredAt: ComparableTimeMark?,
    ) : BreakerState(ProxyHealth.HEALTHY)

    /** [openings] counts this one. */
    class Open(
        val until: ComparableTimeMark,
        val openings: Int,
        val reason: Reason = Reason(Healthy, 0, RecentOutcomes.NONE),
    ) : BreakerState(ProxyHealth.COOLING_DOWN) {
        /** What led to it, so that it can be taken back: the state [before], and the failures with the last one. */
        class Reason(
            val before: BreakerState,
            val quarters: Int,
            val recent: RecentOutcomes,
        )
    }

    /**
     * @property quarters the failures of probes so far
     * @property since when the probe under way began; `null` while none is
     */
    class Probing(
        val openings: Int,
        val quarters: Int = 0,
        val since: ComparableTimeMark? = null,
    ) : BreakerState(ProxyHealth.PROBING)

    object Rejected : BreakerState(ProxyHealth.AUTHENTICATION_REJECTED)

    class Quarantined(
        val before: BreakerState,
    ) : BreakerState(ProxyHealth.QUARANTINED)

    companion object {
        /** Of a new proxy, and of one whose past is to be forgotten. */
        val Healthy = Closed(quarters = 0, openings = 0, recoveredAt = null)
    }
}

package dev.proxyrotator.pool

import dev.proxyrotator.health.Breaker
import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.GenericCellRate
import dev.proxyrotator.limit.Limits
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration.Companion.nanoseconds

/** How many leases may be out, in all and of each proxy, and what that makes of a proxy. Guarded by the pool's lock. */
internal class Places(
    private val limits: Limits,
    private val health: HealthPolicy,
    private val breaker: Breaker,
    private val start: ComparableTimeMark,
    private val isOnlyProxy: () -> Boolean,
) {
    private val rate = limits.ratePerProxy?.let(::GenericCellRate)
    private val leases = LeasesOut()

    val hasRoom: Boolean get() = leases.size < limits.maxConnections

    fun lend(
        entry: PooledProxy,
        lease: ProxyLease,
        now: ComparableTimeMark,
    ) {
        leases.add(lease)
        entry.lend()
        if (entry.firstLease == null) entry.firstLease = now
        val state = entry.breaker
        if (lease.isProbe && state is BreakerState.Probing) entry.breaker = breaker.onProbe(state, now)
        if (rate != null) entry.arrival = rate.afterTake(entry.arrival, nanos(now))
    }

    /** `true` when nothing could be lent before and can be now. */
    fun takeBack(
        entry: PooledProxy,
        lease: ProxyLease,
    ): Boolean {
        entry.takeBack()
        leases.remove(lease)
        return leases.size == limits.maxConnections - 1
    }

    fun leasesOf(entries: Collection<PooledProxy>): List<ProxyLease> = leases.of(entries)

    fun standing(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Standing =
        if (entry.removed || entry.bannedUntil != null) Standing.OUT else healthStanding(entry, now)

    private fun healthStanding(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Standing =
        when (val state = entry.breaker) {
            is BreakerState.Closed -> if (hasPlace(entry, now)) Standing.SELECTABLE else Standing.BUSY
            is BreakerState.Probing -> if (mayProbe(entry, state, now)) Standing.SELECTABLE else Standing.PROBED
            is BreakerState.Open -> if (hasPlace(entry, now)) Standing.COOLING else Standing.COOLING_BUSY
            BreakerState.Rejected, is BreakerState.Quarantined -> Standing.OUT
        }

    /** When time alone changes where [entry] stands, which is at [standing]. */
    fun nextChange(
        entry: PooledProxy,
        standing: Standing,
        now: ComparableTimeMark,
    ): ComparableTimeMark? =
        when (standing) {
            Standing.SELECTABLE -> null
            Standing.BUSY -> nextPlace(entry, now)
            Standing.PROBED -> nextProbe(entry, entry.breaker as BreakerState.Probing, now)
            Standing.COOLING -> (entry.breaker as BreakerState.Open).until
            Standing.COOLING_BUSY -> first((entry.breaker as BreakerState.Open).until, nextPlace(entry, now))
            Standing.OUT -> entry.bannedUntil
        }

    private fun mayProbe(
        entry: PooledProxy,
        state: BreakerState.Probing,
        now: ComparableTimeMark,
    ): Boolean = breaker.mayProbe(state, now) && tokenIn(entry, now) == 0L

    private fun hasPlace(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Boolean = entry.inFlight < placesOf(entry, now) && tokenIn(entry, now) == 0L

    /** A new proxy that nobody has seen work gets a few attempts and no more; the only one there is gets all. */
    private fun placesOf(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Int {
        val most = limits.maxConnectionsPerProxy
        val end = provenBy(entry)
        val isLimited = end != null && now < end && !isOnlyProxy()
        return if (isLimited) minOf(health.unprovenLeases, most) else most
    }

    /** When [entry] counts as proven although nothing has come through it. */
    private fun provenBy(entry: PooledProxy): ComparableTimeMark? =
        if (entry.isProven || !health.enabled) null else entry.firstLease?.plus(health.unprovenFor)

    private fun nextPlace(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): ComparableTimeMark? {
        if (entry.inFlight >= limits.maxConnectionsPerProxy) return null
        val proven = if (entry.inFlight >= health.unprovenLeases) provenBy(entry) else null
        return last(proven, nextToken(entry, now))
    }

    private fun nextProbe(
        entry: PooledProxy,
        state: BreakerState.Probing,
        now: ComparableTimeMark,
    ): ComparableTimeMark? = last(state.since?.plus(health.probeTimeout), nextToken(entry, now))

    private fun first(
        one: ComparableTimeMark,
        other: ComparableTimeMark?,
    ): ComparableTimeMark = if (other == null) one else minOf(one, other)

    private fun last(
        one: ComparableTimeMark?,
        other: ComparableTimeMark?,
    ): ComparableTimeMark? = if (one != null && other != null) maxOf(one, other) else one ?: other

    private fun nextToken(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): ComparableTimeMark? = tokenIn(entry, now).takeIf { it > 0 }?.let { now + it.nanoseconds }

    /** The nanoseconds until the rate lets the next attempt through. */
    private fun tokenIn(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Long = rate?.waitFor(entry.arrival, nanos(now)) ?: 0

    private fun nanos(now: ComparableTimeMark) = (now - start).inWholeNanoseconds
}

package dev.proxyrotator.pool

import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.health.RecentOutcomes
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.Candidate
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * What the pool knows of one proxy. Guarded by the pool's lock. One object with what the selectors know, since of a
 * million of them each one that is touched costs a walk to memory.
 */
internal class PooledProxy(
    proxy: Proxy,
    slot: Int,
) : Candidate(proxy, slot) {
    var standing = Standing.OUT

    /** Mostly the next is the same, and storing a reference anew would be the dearest step of a report. */
    var breaker: BreakerState = BreakerState.Healthy
        set(value) {
            if (value !== field) field = value
        }

    var recent = RecentOutcomes.NONE
    var removed = false

    /** Whether a response ever came through it. */
    var isProven = false

    var firstLease: ComparableTimeMark? = null
    var bannedUntil: ComparableTimeMark? = null

    /** The theoretical arrival time of the limit of its rate, in the nanoseconds of the pool. */
    var arrival = 0L

    var due: DueQueue.Due? = null

    /** Whether it is counted as healthy. */
    var isHealthy = false

    /** Whether it is counted as out for its failures. */
    var isEjected = false

    val health: ProxyHealth get() = if (bannedUntil == null) breaker.health else ProxyHealth.BANNED

    private var successes = 0L
    private var failures: LongArray? = null
    private var latencyNanos = NO_LATENCY

    override fun touch(): Long = super.touch() + successes + if (due == null) 0 else 1

    fun lend() {
        uses++
        inFlight++
    }

    fun takeBack() {
        inFlight--
    }

    fun countSuccess(latency: Duration) {
        successes++
        val nanos = latency.inWholeNanoseconds
        latencyNanos = if (latencyNanos == NO_LATENCY) nanos else latencyNanos + (nanos - latencyNanos) / SMOOTHING
    }

    fun countFailure(kind: FailureKind) {
        val counts = failures ?: LongArray(FailureKind.entries.size).also { failures = it }
        counts[kind.ordinal]++
    }

    fun stats() =
        ProxyStats(
            proxy = proxy,
            health = health,
            requests = uses,
            successes = successes,
            failures = failures?.let(::byKind).orEmpty(),
            inFlight = inFlight,
            averageLatency = if (latencyNanos == NO_LATENCY) null else latencyNanos.nanoseconds,
        )

    private fun byKind(counts: LongArray): Map<FailureKind, Long> =
        FailureKind.entries.filter { counts[it.ordinal] > 0 }.associateWith { counts[it.ordinal] }

    private companion object {
        const val NO_LATENCY = -1L
        const val SMOOTHING = 5
    }
}

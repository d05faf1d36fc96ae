package dev.proxyrotator.pool

import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.Candidate
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/** What the pool knows of one proxy. Guarded by the pool's lock. */
internal class PooledProxy(
    var proxy: Proxy,
    val candidate: Candidate,
) {
    /** Where it stands with the selector; [PROBED] is busy with the one request that decides about it. */
    enum class Standing { SELECTABLE, BUSY, PROBED, OUT }

    var standing = Standing.OUT
    var breaker: BreakerState = BreakerState.Healthy
    var removed = false
    var probeOut = false
    var inFlight = 0

    private var requests = 0L
    private var successes = 0L
    private var failures: LongArray? = null
    private var latencyNanos = NO_LATENCY
    private var firstLease: ProxyLease? = null

    fun lend(lease: ProxyLease) {
        requests++
        inFlight++
        lease.next = firstLease
        firstLease?.previous = lease
        firstLease = lease
    }

    fun takeBack(lease: ProxyLease) {
        inFlight--
        val next = lease.next
        val previous = lease.previous
        next?.previous = previous
        if (previous == null) firstLease = next else previous.next = next
        lease.next = null
        lease.previous = null
    }

    fun leases(): List<ProxyLease> = generateSequence(firstLease) { it.next }.toList()

    fun count(verdict: Verdict) {
        when (verdict) {
            is Verdict.Success -> {
                successes++
                val nanos = verdict.latency.inWholeNanoseconds
                latencyNanos =
                    if (latencyNanos == NO_LATENCY) nanos else latencyNanos + (nanos - latencyNanos) / SMOOTHING
            }

            is Verdict.Failure -> {
                val counts = failures ?: LongArray(FailureKind.entries.size).also { failures = it }
                counts[verdict.kind.ordinal]++
            }

            Verdict.Neutral -> Unit
        }
    }

    fun stats() =
        ProxyStats(
            proxy = proxy,
            health = breaker.health,
            requests = requests,
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

/** How an attempt ended, as far as the health of its proxy is concerned. */
internal sealed class Verdict {
    class Success(
        val latency: Duration,
    ) : Verdict()

    /** [judgedAs] is what the breaker is told; `null` when the proxy is not to blame. */
    class Failure(
        val kind: FailureKind,
        val judgedAs: FailureKind? = kind,
    ) : Verdict()

    /** Cancelled, or failed for a reason that says nothing about the proxy. */
    object Neutral : Verdict()
}

package dev.proxyrotator.pool

import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.event.StateChangeReason
import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.failure.Severity
import dev.proxyrotator.health.Breaker
import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.health.HostFaults
import dev.proxyrotator.health.RecentOutcomes
import dev.proxyrotator.selection.LatencyClock
import dev.proxyrotator.selection.observe
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/** What an attempt says about the health of its proxy, and of others. Guarded by the pool's lock. */
internal class Doctor(
    private val breaker: Breaker,
    private val hosts: ProxyHostBook,
    private val start: ComparableTimeMark,
    private val size: () -> Int,
    private val mayEject: () -> Boolean,
    private val changes: PoolChanges,
) {
    private val latencies = LatencyClock()

    /** Passes to [changed] every other proxy whose health changed by this. */
    fun judge(
        lease: ProxyLease,
        verdict: Verdict,
        now: ComparableTimeMark,
        changed: (PooledProxy) -> Unit,
    ) {
        val before = lease.entry.health
        when (verdict) {
            is Verdict.Success -> succeeded(lease, verdict, now)
            is Verdict.Banned -> banned(lease, verdict, now)
            is Verdict.Failure -> failed(lease, verdict, now, changed)
            Verdict.Neutral -> inVain(lease)
        }
        if (lease.entry.health != before) changes.judged(lease.entry, before, verdict, now)
    }

    private fun succeeded(
        lease: ProxyLease,
        verdict: Verdict.Success,
        now: ComparableTimeMark,
    ) {
        val entry = lease.entry
        entry.countSuccess(verdict.latency)
        entry.isProven = true
        observe(entry, verdict.untilHead, failed = false, now)
        hosts.succeeded(lease.host, entry)
        entry.recent = breaker.withSuccess(entry.recent, now - start)
        if (!isOld(lease)) entry.breaker = breaker.onSuccess(entry.breaker, now)
    }

    private fun banned(
        lease: ProxyLease,
        verdict: Verdict.Banned,
        now: ComparableTimeMark,
    ) {
        succeeded(lease, verdict.success, now)
        val entry = lease.entry
        val until = now + verdict.duration
        when (verdict.scope) {
            BanScope.GLOBAL -> if (entry.bannedUntil.let { it == null || it < until }) entry.bannedUntil = until
            BanScope.HOST -> lease.host?.let { ban(entry, it, verdict.duration, until) }
        }
    }

    private fun ban(
        entry: PooledProxy,
        host: String,
        duration: Duration,
        until: ComparableTimeMark,
    ) {
        hosts.ban(host, entry, until)
        changes.banned(entry, host, duration)
    }

    private fun failed(
        lease: ProxyLease,
        verdict: Verdict.Failure,
        now: ComparableTimeMark,
        changed: (PooledProxy) -> Unit,
    ) {
        val entry = lease.entry
        val judgement = verdict.judgement
        entry.countFailure(judgement.kind)
        observe(entry, verdict.duration, failed = true, now)
        when (val suspicion = hosts.failed(lease.host, entry, judgement, now)) {
            ProxyHostBook.Suspicion.OfProxy -> charge(lease, judgement, now)

            is ProxyHostBook.Suspicion.OfHost -> {
                inVain(lease)
                suspicion.charges.forEach { forgive(it, now, changed) }
            }
        }
    }

    private fun charge(
        lease: ProxyLease,
        judgement: Judgement,
        now: ComparableTimeMark,
    ) {
        if (judgement.severity == Severity.NONE) return inVain(lease)
        if (isOld(lease)) return
        val entry = lease.entry
        val recent = breaker.withFailure(entry.recent, judgement.severity, now - start)
        val failure = Breaker.Failure(judgement.severity, judgement.kind.isTimeout, size() == 1)
        val next = breaker.onFailure(entry.breaker, failure, recent, now)
        val opens = next is BreakerState.Open && entry.breaker !is BreakerState.Open
        if (opens && !entry.isEjected && !mayEject()) return
        entry.recent = if (opens) RecentOutcomes.NONE else recent
        entry.breaker = next
    }

    private fun forgive(
        charge: HostFaults.Charge<PooledProxy>,
        now: ComparableTimeMark,
        changed: (PooledProxy) -> Unit,
    ) {
        val entry = charge.proxy
        if (entry.removed) return
        val before = entry.health
        entry.breaker = breaker.forgive(entry.breaker, charge.quarters, charge.interception)
        changes.note(entry, before, StateChangeReason.TARGET_AT_FAULT, now)
        entry.recent = entry.recent.minus(charge.quarters)
        changed(entry)
    }

    /** The one request that decides about a proxy has decided nothing. */
    private fun inVain(lease: ProxyLease) {
        val state = lease.entry.breaker
        if (lease.isProbe && state is BreakerState.Probing) lease.entry.breaker = breaker.onProbeInVain(state)
    }

    /** While one is being probed, what was sent before its cool-down decides nothing. */
    private fun isOld(lease: ProxyLease): Boolean = lease.entry.breaker is BreakerState.Probing && !lease.isProbe

    /** Time alone changes something about [entry]. */
    fun onDue(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ) {
        val before = entry.health
        if (entry.bannedUntil.let { it != null && it <= now }) entry.bannedUntil = null
        val state = entry.breaker
        if (state is BreakerState.Open && state.until <= now) entry.breaker = breaker.onDue(state)
        changes.note(entry, before, StateChangeReason.TIME_IS_UP, now)
    }

    /** Forgets everything that speaks against [entry]. */
    fun reset(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ) {
        val before = entry.health
        entry.breaker = BreakerState.Healthy
        entry.recent = RecentOutcomes.NONE
        entry.bannedUntil = null
        changes.note(entry, before, StateChangeReason.REINSTATED, now)
    }

    private fun observe(
        entry: PooledProxy,
        duration: Duration,
        failed: Boolean,
        now: ComparableTimeMark,
    ) = entry.observe(duration, failed, latencies.advance((now - start).inWholeNanoseconds, size()))
}

package dev.proxyrotator.pool

import dev.proxyrotator.health.Breaker
import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.pool.PooledProxy.Standing
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.Selector
import dev.proxyrotator.selection.SelectorContext
import kotlin.time.ComparableTimeMark

/**
 * Who may be chosen now: keeps in the selector exactly the proxies that are healthy and below their limit. Every
 * operation is O(1) but for cool-downs, which are O(log n). Guarded by the pool's lock.
 */
internal class Turnstile(
    private val limits: Limits,
    private val breaker: Breaker,
    private val context: SelectorContext,
    private val find: (Candidate) -> PooledProxy?,
    strategy: RotationStrategy,
) {
    var strategy: RotationStrategy = strategy
        private set
    private var selector: Selector = strategy.newSelector(context)
    private val cooling = DueQueue()
    private var busy = 0
    private var probed = 0
    private var inFlight = 0

    /** Whether somebody who could not be served may be now. */
    private var hasNews = false
    var healthy = 0
        private set

    val hasRoom: Boolean get() = inFlight < limits.maxConnections && selector.size > 0

    /** `true` when waiting is pointless: nobody is free and nobody will be given back. */
    val isHopeless: Boolean get() = selector.size == 0 && busy == 0 && probed == 0

    /** `true` once after anything changed that those who wait might profit from. */
    fun takeNews(): Boolean = hasNews.also { hasNews = false }

    sealed interface Choice {
        class Chosen(
            val entry: PooledProxy,
        ) : Choice

        object Busy : Choice

        object Nobody : Choice
    }

    /**
     * Chooses one that is not in [excluded]; one of these only when no other is left, free or busy. One that is being
     * probed is no other: it may well be dead.
     */
    fun choose(
        excluded: Collection<Candidate>,
        now: ComparableTimeMark,
    ): Choice {
        promoteDue(now)
        if (isHopeless) return Choice.Nobody
        if (inFlight >= limits.maxConnections) return Choice.Busy
        val candidate = selector.select(excluded) ?: if (othersAreBusy(excluded)) null else selector.select(emptyList())
        return candidate?.let(find)?.let { Choice.Chosen(it) } ?: Choice.Busy
    }

    private fun othersAreBusy(excluded: Collection<Candidate>) =
        busy > excluded.count { find(it)?.standing == Standing.BUSY }

    fun enter(entry: PooledProxy) {
        healthy++
        refresh(entry)
    }

    fun leave(entry: PooledProxy) {
        entry.removed = true
        if (entry.breaker.health == ProxyHealth.HEALTHY) healthy--
        refresh(entry)
    }

    fun lend(
        entry: PooledProxy,
        lease: ProxyLease,
    ) {
        inFlight++
        entry.lend(lease)
        if (lease.isProbe) entry.probeOut = true
        refresh(entry)
    }

    fun takeBack(
        lease: ProxyLease,
        verdict: Verdict,
        now: ComparableTimeMark,
        onlyProxy: Boolean,
    ) {
        val entry = lease.entry
        if (inFlight-- == limits.maxConnections) hasNews = true
        entry.takeBack(lease)
        if (lease.isProbe) entry.probeOut = false
        if (entry.removed) return
        entry.count(verdict)
        // While one is being probed, what was sent before its cool-down decides nothing.
        val isOld = entry.breaker is BreakerState.Probing && !lease.isProbe
        move(entry, if (isOld) entry.breaker else next(entry.breaker, verdict, now, onlyProxy))
    }

    fun weightChanged(entry: PooledProxy) {
        entry.candidate.weight = entry.proxy.weight
        if (entry.standing == Standing.SELECTABLE) selector.update(entry.candidate)
    }

    fun newSelector(strategy: RotationStrategy): Selector = strategy.newSelector(context)

    /** Fills [fresh] with those of [all] that can be chosen, the least used first, and chooses by it from now on. */
    fun swapStrategy(
        strategy: RotationStrategy,
        fresh: Selector,
        all: Collection<PooledProxy>,
    ) {
        val selectable = all.filter { it.standing == Standing.SELECTABLE }.map { it.candidate }
        selectable.sortedBy { it.uses }.forEach(fresh::add)
        this.strategy = strategy
        selector = fresh
    }

    fun firstReturn(now: ComparableTimeMark) = cooling.firstEnd()?.let { it - now }

    fun promoteDue(now: ComparableTimeMark) {
        while (true) {
            val entry = cooling.nextDue(now) ?: return
            move(entry, breaker.onDue(entry.breaker as BreakerState.Open))
        }
    }

    private fun next(
        state: BreakerState,
        verdict: Verdict,
        now: ComparableTimeMark,
        onlyProxy: Boolean,
    ): BreakerState =
        when (verdict) {
            is Verdict.Success -> breaker.onSuccess(state, now)
            is Verdict.Failure -> verdict.judgedAs?.let { breaker.onFailure(state, it, now, onlyProxy) } ?: state
            Verdict.Neutral -> state
        }

    private fun move(
        entry: PooledProxy,
        state: BreakerState,
    ) {
        val before = entry.breaker
        if (state !== before) {
            entry.breaker = state
            if (before.health == ProxyHealth.HEALTHY) healthy--
            if (state.health == ProxyHealth.HEALTHY) healthy++
            if (state is BreakerState.Open) cooling.add(entry, state)
        }
        refresh(entry)
    }

    private fun refresh(entry: PooledProxy) {
        val before = entry.standing
        val after = standing(entry)
        if (before == after) return
        entry.standing = after
        if (after == Standing.SELECTABLE || before != Standing.SELECTABLE) hasNews = true
        count(before, -1)
        count(after, 1)
        if (before == Standing.SELECTABLE) selector.remove(entry.candidate)
        if (after == Standing.SELECTABLE) selector.add(entry.candidate)
    }

    private fun count(
        standing: Standing,
        change: Int,
    ) {
        if (standing == Standing.BUSY) busy += change
        if (standing == Standing.PROBED) probed += change
    }

    private fun standing(entry: PooledProxy): Standing =
        when {
            entry.removed -> Standing.OUT

            entry.breaker is BreakerState.Closed ->
                if (entry.inFlight < limits.maxConnectionsPerProxy) Standing.SELECTABLE else Standing.BUSY

            entry.breaker is BreakerState.Probing -> if (entry.probeOut) Standing.PROBED else Standing.SELECTABLE

            else -> Standing.OUT
        }
}

package dev.proxyrotator.pool

import dev.proxyrotator.failure.ProxyPoolEmptyException.Reason
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectionReport
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/**
 * Who may be chosen: keeps the selectors in step with limits, health and bans. Whatever moves a proxy goes through
 * [refresh], so the counters always agree. Every operation is O(1) but for what time alone changes, which is O(log n).
 * Guarded by the pool's lock.
 */
internal class Turnstile(
    private val views: Views,
    private val chooser: Chooser,
    private val hosts: ProxyHostBook,
    private val doctor: Doctor,
    private val places: Places,
    private val census: Census,
    private val find: (ProxyId) -> PooledProxy?,
) {
    private val due = DueQueue()

    /** Whether somebody who could not be served may be now. */
    private var hasNews = false

    val healthy: Int get() = census.healthy

    val strategy: RotationStrategy get() = views.strategy

    val hasRoom: Boolean get() = places.hasRoom && views.all.hasFree

    val isHopeless: Boolean get() = views.all.isHopeless

    /** `true` once after anything changed that those who wait might profit from. */
    fun takeNews(): Boolean = hasNews.also { hasNews = false }

    sealed interface Choice {
        class Chosen(
            val entry: PooledProxy,
        ) : Choice

        /** One may become free. */
        object Busy : Choice

        /** There will be none unless something else changes. */
        class Nobody(
            val reason: Reason,
        ) : Choice

        /** The only proxy that would do is not in rotation. */
        object ExitLost : Choice
    }

    fun choose(
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): Choice {
        promoteDue(now)
        if (request.exit != null) return chooseExit(request, request.exit, now)
        val view = views.of(request.filter)
        if (view.isHopeless) return Choice.Nobody(reason(view))
        if (!places.hasRoom) return Choice.Busy
        val entry = chooser.choose(view, request, now)
        return when {
            entry != null -> Choice.Chosen(entry)
            chooser.isExhausted(view, request, now) -> Choice.Nobody(Reason.BANNED)
            else -> Choice.Busy
        }
    }

    private fun chooseExit(
        request: LeaseRequest,
        exit: ProxyId,
        now: ComparableTimeMark,
    ): Choice {
        val entry = find(exit) ?: return Choice.ExitLost
        if (entry !in views.of(request.filter)) return Choice.Nobody(Reason.FILTER_MATCHES_NONE)
        if (hosts.isBanned(request.host, entry, now)) return Choice.ExitLost
        return when (entry.standing) {
            Standing.SELECTABLE -> if (places.hasRoom) Choice.Chosen(entry) else Choice.Busy
            Standing.BUSY, Standing.PROBED -> Choice.Busy
            Standing.COOLING, Standing.COOLING_BUSY, Standing.OUT -> Choice.ExitLost
        }
    }

    private fun reason(view: View): Reason =
        when {
            views.all.size == 0 -> Reason.EMPTY
            view.size == 0 -> Reason.FILTER_MATCHES_NONE
            else -> Reason.ALL_UNAVAILABLE
        }

    /** @throws Throwable what a filter in use makes of [proxy] */
    fun check(proxy: Proxy) = views.check(proxy)

    fun enter(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ) {
        views.enter(entry)
        refresh(entry, now)
    }

    fun leave(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ) {
        entry.removed = true
        refresh(entry, now)
        views.leave(entry)
        hosts.forget(entry)
    }

    fun leasesOf(entries: Collection<PooledProxy>): List<ProxyLease> = places.leasesOf(entries)

    /** [proxy] is new about [entry] in everything but its identity. */
    fun update(
        entry: PooledProxy,
        proxy: Proxy,
    ) {
        views.change(entry) {
            entry.proxy = proxy
            entry.weight = proxy.weight
        }
        hasNews = true
    }

    /** [entry] is the only one left. */
    fun isAlone(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ) = refresh(entry, now)

    /** Whether somebody but those tried, and not banned at the host, is in rotation. */
    fun hasExitFor(
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): Boolean {
        promoteDue(now)
        return chooser.hasOther(views.of(request.filter), request, now)
    }

    fun lend(
        entry: PooledProxy,
        lease: ProxyLease,
        now: ComparableTimeMark,
    ) {
        places.lend(entry, lease, now)
        try {
            views.loadChanged(entry)
        } catch (error: Throwable) {
            // A selector of a user's own, which is asked for nothing more about a lease that nobody gets.
            places.takeBack(entry, lease)
            doctor.judge(lease, Verdict.Neutral, now) {}
            throw error
        } finally {
            refresh(entry, now)
        }
    }

    /** A response has begun to come. */
    fun prove(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ) {
        entry.isProven = true
        refresh(entry, now)
    }

    fun takeBack(
        lease: ProxyLease,
        verdict: Verdict,
        now: ComparableTimeMark,
    ) {
        val entry = lease.entry
        if (places.takeBack(entry, lease)) hasNews = true
        if (entry.removed) return
        try {
            views.loadChanged(entry)
            report(lease, verdict)
        } finally {
            // Whatever a selector of a user's own throws.
            doctor.judge(lease, verdict, now) { refresh(it, now) }
            refresh(entry, now)
        }
    }

    private fun report(
        lease: ProxyLease,
        verdict: Verdict,
    ) {
        val report =
            when (verdict) {
                is Verdict.Success -> report(lease, SelectionReport.Outcome.SUCCESS, verdict.untilHead)
                is Verdict.Failure -> report(lease, SelectionReport.Outcome.FAILED, verdict.duration)
                is Verdict.Banned -> report(lease, SelectionReport.Outcome.BANNED, verdict.success.untilHead)
                Verdict.Neutral -> return
            }
        views.report(lease.entry, report)
    }

    private fun report(
        lease: ProxyLease,
        outcome: SelectionReport.Outcome,
        duration: Duration,
    ) = SelectionReport(lease.host, outcome, duration)

    /** Puts [entry] back into rotation as if nothing had ever happened. */
    fun reinstate(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ) {
        doctor.reset(entry, now)
        hosts.forget(entry)
        refresh(entry, now)
    }

    fun newView(strategy: RotationStrategy): View = views.newView(strategy)

    fun swapStrategy(
        strategy: RotationStrategy,
        fresh: View,
    ) = views.replace(strategy, fresh)

    /** How long until time alone changes something. */
    fun firstChange(now: ComparableTimeMark): Duration? = due.first()?.let { it - now }

    /** How long until [request], which found nobody for that [reason], may find somebody, as far as that is known. */
    fun earliestRetry(
        request: LeaseRequest,
        reason: Reason,
        now: ComparableTimeMark,
    ): Duration? =
        when (reason) {
            Reason.BANNED -> hosts.firstBanEnd(request.host, now)
            else -> due.first()
        }?.let { it - now }

    fun promoteDue(now: ComparableTimeMark) {
        while (true) {
            val entry = due.nextDue(now) ?: return
            doctor.onDue(entry, now)
            refresh(entry, now)
        }
    }

    private fun refresh(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ) {
        census.count(entry)
        val before = entry.standing
        val after = places.standing(entry, now)
        due.schedule(entry, if (entry.removed) null else places.nextChange(entry, after, now))
        if (before == after) return
        entry.standing = after
        if (after == Standing.SELECTABLE || before != Standing.SELECTABLE) hasNews = true
        views.moved(entry, before, after)
    }
}

package dev.proxyrotator.pool

import kotlinx.coroutines.CompletableDeferred

/** The counters of a pool over its whole life. Guarded by the pool's lock. */
internal class Totals {
    var requests = 0L
    private var ended = 0L
    private var successes = 0L
    private var failures = 0L
    private val watchers = ArrayList<CompletableDeferred<Unit>>()

    val inFlight: Int get() = (requests - ended).toInt()

    val successRate: Double
        get() = if (successes + failures == 0L) 1.0 else successes.toDouble() / (successes + failures)

    fun whenIdle(idle: CompletableDeferred<Unit>) {
        if (inFlight == 0) idle.complete(Unit) else watchers.add(idle)
    }

    /** To be told, without the lock, that nothing is in flight any more. */
    fun takeIdleWatchers(): List<() -> Unit> {
        if (watchers.isEmpty() || inFlight > 0) return emptyList()
        return watchers.map<_, () -> Unit> { { it.complete(Unit) } }.also { watchers.clear() }
    }

    fun count(verdict: Verdict) {
        ended++
        when (verdict) {
            is Verdict.Success, is Verdict.Banned -> successes++
            is Verdict.Failure -> failures++
            Verdict.Neutral -> Unit
        }
    }
}

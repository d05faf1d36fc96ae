package dev.proxyrotator.pool

/** The counters of a pool over its whole life. Guarded by the pool's lock. */
internal class Totals {
    var requests = 0L
    private var ended = 0L
    private var successes = 0L
    private var failures = 0L

    val inFlight: Int get() = (requests - ended).toInt()

    val successRate: Double
        get() = if (successes + failures == 0L) 1.0 else successes.toDouble() / (successes + failures)

    fun count(verdict: Verdict) {
        ended++
        when (verdict) {
            is Verdict.Success -> successes++
            is Verdict.Failure -> failures++
            Verdict.Neutral -> Unit
        }
    }
}

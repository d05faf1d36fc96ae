package dev.proxyrotator.pool

import dev.proxyrotator.health.BreakerState

/** How many are in rotation, and how many are out for their failures. Guarded by the pool's lock. */
internal class Census {
    var healthy = 0
        private set

    /** Those that cool down, and those that have to pass a probe after that. */
    var ejected = 0
        private set

    /** To be called after anything about [entry] changed. */
    fun count(entry: PooledProxy) {
        val state = entry.breaker
        val isHealthy = !entry.removed && state is BreakerState.Closed && entry.bannedUntil == null
        val isEjected = !entry.removed && (state is BreakerState.Open || state is BreakerState.Probing)
        healthy += difference(entry.isHealthy, isHealthy)
        ejected += difference(entry.isEjected, isEjected)
        entry.isHealthy = isHealthy
        entry.isEjected = isEjected
    }

    private fun difference(
        before: Boolean,
        after: Boolean,
    ): Int =
        when {
            before == after -> 0
            after -> 1
            else -> -1
        }
}

package dev.proxyrotator.pool

import dev.proxyrotator.event.EventPublisher
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.event.StateChangeReason
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.health.ProxyHealth
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlin.concurrent.Volatile
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/**
 * What changed about the pool and its proxies, from the moment it is noted with the [lock] held until it is told
 * without it: in order, by one thread at a time. All but [tell] are called with the lock held.
 */
internal class PoolChanges(
    private val events: EventPublisher,
    private val lock: SynchronizedObject,
) {
    private val untold = ArrayDeque<RotationEvent>()
    private var isTelling = false

    @Volatile
    private var hasUntold = false

    fun added(
        entries: List<PooledProxy>,
        poolSize: Int,
    ) {
        if (entries.isEmpty() || !events.wantsChanges) return
        add(RotationEvent.ProxiesAdded(entries.map { it.proxy }, poolSize))
    }

    fun removed(
        entries: List<PooledProxy>,
        poolSize: Int,
    ) {
        if (entries.isEmpty() || !events.wantsChanges) return
        add(RotationEvent.ProxiesRemoved(entries.map { it.proxy }, poolSize))
    }

    fun banned(
        entry: PooledProxy,
        host: String,
        duration: Duration,
    ) {
        if (events.wantsChanges) add(RotationEvent.ProxyBannedByHost(entry.proxy, host, duration))
    }

    /** An attempt made another of [entry], which was [before]. */
    fun judged(
        entry: PooledProxy,
        before: ProxyHealth,
        verdict: Verdict,
        now: ComparableTimeMark,
    ) = when (verdict) {
        is Verdict.Failure -> note(entry, before, StateChangeReason.FAILURE, now, verdict.judgement.kind)
        is Verdict.Banned -> note(entry, before, StateChangeReason.BAN, now)
        is Verdict.Success, Verdict.Neutral -> note(entry, before, StateChangeReason.PROBE_SUCCEEDED, now)
    }

    /** Nothing if [entry] is what it was [before]. */
    fun note(
        entry: PooledProxy,
        before: ProxyHealth,
        reason: StateChangeReason,
        now: ComparableTimeMark,
        failure: FailureKind? = null,
    ) {
        val after = entry.health
        if (after == before || !events.wantsChanges) return
        add(RotationEvent.ProxyStateChanged(entry.proxy, before, after, reason, failure, remaining(entry, now)))
    }

    /** Without the lock. What is noted meanwhile, by whomever, is told by the one who is telling already. */
    fun tell() {
        if (!hasUntold || !begin()) return
        while (true) events.publish(next() ?: return)
    }

    private fun remaining(
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Duration? = (entry.bannedUntil ?: (entry.breaker as? BreakerState.Open)?.until)?.let { it - now }

    private fun add(event: RotationEvent) {
        if (untold.size == LIMIT) untold.removeFirst()
        untold.addLast(event)
        hasUntold = true
    }

    private fun begin(): Boolean =
        synchronized(lock) {
            if (isTelling) return false
            isTelling = true
            true
        }

    private fun next(): RotationEvent? =
        synchronized(lock) {
            val event = untold.removeFirstOrNull()
            if (event == null) {
                isTelling = false
                hasUntold = false
            }
            event
        }

    private companion object {
        /** A listener that hangs must not fill the memory with what it has not heard yet. */
        const val LIMIT = 100_000
    }
}

package dev.proxyrotator.limit

import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.TimeSource

/**
 * Holds requests back so that no target host, and no more than the client's rate of all of them together, is asked too
 * much. Who waits looks after the time itself, so there is no timer and no coroutine besides. The lock is held for a few
 * memory operations, never across a suspension or a resumed continuation.
 */
internal class HostLimiter(
    limits: Limits,
    private val timeSource: TimeSource.WithComparableMarks,
) {
    private val isOpen = limits.maxConnectionsPerHost == null && limits.ratePerHost == null && limits.rate == null
    private val countsPlaces = limits.maxConnectionsPerHost != null
    private val lock = SynchronizedObject()
    private val turns = HostTurns(limits, now())

    /** What is under way and what is remembered. */
    class Counts(
        val hosts: Int,
        val waiting: Int,
        val inUse: Int,
    )

    fun counts(): Counts = synchronized(lock) { Counts(turns.hosts, turns.waiting, turns.inUse) }

    /**
     * Waits at most [timeLeft] until a request may go to [host]; says so at once when that cannot be enough. Cancelled
     * at whatever instant, it leaves nothing behind.
     */
    suspend fun acquire(
        host: String,
        timeLeft: Duration,
    ): HostAdmission {
        if (isOpen) return HostPermit.Uncounted
        val name = host.lowercase()
        val waiter =
            synchronized(lock) {
                val now = now()
                val traffic = turns.find(name, now)
                if (turns.tryEnter(traffic, now)) return permit(traffic)
                turns.refusal(traffic, timeLeft, now)?.let { return it }
                turns.enqueue(traffic, now)
            }
        return await(waiter, now() + timeLeft)
    }

    internal fun release(permit: HostPermit) {
        val host = permit.host ?: return
        change {
            if (!permit.isReleased) release(host, it)
            permit.isReleased = true
        }
    }

    private suspend fun await(
        waiter: HostWaiter,
        until: ComparableTimeMark,
    ): HostAdmission {
        try {
            while (true) {
                // A time that runs out wakes a waiter whether it was cancelled or not.
                currentCoroutineContext().ensureActive()
                val pause = change { step(waiter, it) }
                if (pause == null) return permit(waiter.host)
                val left = until - now()
                val isTooLong = pause.isFinite() && pause > left
                if (isTooLong || left <= Duration.ZERO) break
                withTimeoutOrNull(minOf(pause, left)) { waiter.signal.receive() }
            }
        } catch (error: Throwable) {
            change { leave(waiter, it) }
            throw error
        }
        change { leave(waiter, it) }
        return HostAdmission.TooLong
    }

    /** `null` when the waiter goes, otherwise how long it may sleep. */
    private fun HostTurns.step(
        waiter: HostWaiter,
        now: ComparableTimeMark,
    ): Duration? {
        if (!waiter.isCalled) settle(waiter.host, now)
        if (!waiter.isCalled) return pauseOf(waiter, now)
        enter(waiter, now)
        return null
    }

    private inline fun <T> change(action: HostTurns.(now: ComparableTimeMark) -> T): T {
        var woken = emptyList<HostWaiter>()
        val result =
            synchronized(lock) {
                turns.action(now()).also { woken = turns.takeWoken() }
            }
        woken.forEach { it.signal.trySend(Unit) }
        return result
    }

    private fun permit(host: HostTraffic) = if (countsPlaces) HostPermit(this, host) else HostPermit.Uncounted

    private fun now() = timeSource.markNow()
}

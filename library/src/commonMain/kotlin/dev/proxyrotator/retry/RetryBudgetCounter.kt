package dev.proxyrotator.retry

import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlin.time.ComparableTimeMark

/**
 * Keeps a [budget] for one client. The window is a ring of ten parts, so that it moves on by a tenth of it at a time and
 * each question costs the same. Safe to use from any thread.
 */
internal class RetryBudgetCounter(
    private val budget: RetryBudget,
    private val origin: ComparableTimeMark,
) {
    private val isUnlimited = budget.reserve == Double.POSITIVE_INFINITY
    private val part = budget.window.inWholeNanoseconds / PARTS
    private val lock = SynchronizedObject()
    private val calls = LongArray(PARTS)
    private val retries = LongArray(PARTS)
    private var current = 0L
    private var allCalls = 0L
    private var allRetries = 0L

    /** A call begins. */
    fun onCall(now: ComparableTimeMark) {
        if (isUnlimited) return
        synchronized(lock) {
            moveTo(now)
            calls[slot()]++
            allCalls++
        }
    }

    /** Takes one retry out of the budget; `false` when none is left. */
    fun tryRetry(now: ComparableTimeMark): Boolean {
        if (isUnlimited) return true
        return synchronized(lock) {
            moveTo(now)
            val isAllowed = allRetries < budget.ratio * allCalls + budget.reserve
            if (isAllowed) {
                retries[slot()]++
                allRetries++
            }
            isAllowed
        }
    }

    private fun moveTo(now: ComparableTimeMark) {
        val target = (now - origin).inWholeNanoseconds / part
        // A thread that was overtaken counts in the part that the others are in.
        if (target <= current) return
        repeat((target - current).coerceAtMost(PARTS.toLong()).toInt()) {
            current++
            allCalls -= calls[slot()]
            allRetries -= retries[slot()]
            calls[slot()] = 0
            retries[slot()] = 0
        }
        current = target
    }

    private fun slot() = (current % PARTS).toInt()

    private companion object {
        const val PARTS = 10
    }
}

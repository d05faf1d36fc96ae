package dev.proxyrotator.engine.net

import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days

/**
 * Something that is due at one moment at a time. Moving the moment later costs one field: the queue finds out when the
 * earlier one comes.
 */
internal abstract class Timer {
    private val due = AtomicLong(NEVER)

    /** When it is due by [System.nanoTime], or [NEVER]. */
    val dueAt: Long get() = due.get()

    /** The queue's: where it stands and for when. */
    @Volatile
    var index = NOT_QUEUED

    @Volatile
    var queuedFor = 0L

    /** Any thread. Whether the queue must be told, because it would look too late. */
    fun set(dueAt: Long): Boolean {
        due.set(dueAt)
        return dueAt != NEVER && (index == NOT_QUEUED || dueAt - queuedFor < 0)
    }

    /** Takes it off at [now] if it is due then and was not moved meanwhile. */
    fun take(now: Long): Boolean {
        val dueAt = due.get()
        return dueAt != NEVER && dueAt - now <= 0 && due.compareAndSet(dueAt, NEVER)
    }

    /** On the loop's thread; the timer is not set any more. */
    abstract fun onDue()

    companion object {
        const val NEVER = Long.MAX_VALUE
        const val NOT_QUEUED = -1
        private val CENTURY = 36_500.days

        /** The moment [limit] from now. Beyond a century it is never: so far apart, moments cannot be compared any more. */
        fun after(limit: Duration): Long = if (limit > CENTURY) NEVER else System.nanoTime() + limit.inWholeNanoseconds
    }
}

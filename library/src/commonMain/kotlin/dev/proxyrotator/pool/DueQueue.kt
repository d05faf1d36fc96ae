package dev.proxyrotator.pool

import dev.proxyrotator.health.EndQueue
import kotlin.time.ComparableTimeMark

/**
 * The moments at which time alone changes where a proxy stands, in order, so that nothing is scanned and no proxy needs a
 * timer. Each proxy has at most one.
 */
internal class DueQueue {
    class Due(
        val entry: PooledProxy,
        at: ComparableTimeMark,
    ) : EndQueue.Element(at)

    private val queue = EndQueue<Due>()

    /** Lets [entry] come up [at] that moment and no other; `null` for never. */
    fun schedule(
        entry: PooledProxy,
        at: ComparableTimeMark?,
    ) {
        val former = entry.due
        if (at == former?.until) return
        if (former != null) queue.remove(former)
        entry.due = at?.let { Due(entry, it) }?.also(queue::add)
    }

    /** The first moment at which something changes, or `null`. */
    fun first(): ComparableTimeMark? = queue.first?.until

    /** Takes out the next proxy that is due at or before [now], or `null`. */
    fun nextDue(now: ComparableTimeMark): PooledProxy? {
        val due = queue.first?.takeIf { it.until <= now } ?: return null
        queue.remove(due)
        due.entry.due = null
        return due.entry
    }
}

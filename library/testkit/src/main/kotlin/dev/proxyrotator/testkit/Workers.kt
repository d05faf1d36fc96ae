package dev.proxyrotator.testkit

import java.util.Collections
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlin.time.Duration
import kotlin.time.TimeMark
import kotlin.time.TimeSource

/** The threads of one server. They are daemons: a test that forgets to close a server still ends. */
internal class Workers(
    private val server: String,
) {
    private val threads: MutableSet<Thread> = Collections.synchronizedSet(LinkedHashSet())

    fun start(
        task: String,
        block: () -> Unit,
    ): Thread {
        val worker =
            thread(start = false, isDaemon = true, name = "$server-$task") {
                try {
                    block()
                } finally {
                    threads.remove(Thread.currentThread())
                }
            }
        threads.add(worker)
        worker.start()
        return worker
    }

    /**
     * Waits for all of them until [deadline], one for all together; their sockets are closed by then. What one of them
     * starts at the last moment is the second round.
     */
    fun join(deadline: TimeMark = TimeSource.Monotonic.markNow() + GENEROUS) =
        repeat(2) { synchronized(threads) { threads.toList() }.forEach { it.joinWithin(-deadline.elapsedNow()) } }
}

internal fun Thread.joinGenerously() = joinWithin(GENEROUS)

/** Not at all when [limit] is no time. */
private fun Thread.joinWithin(limit: Duration) {
    if (this !== Thread.currentThread()) TimeUnit.NANOSECONDS.timedJoin(this, limit.inWholeNanoseconds)
}

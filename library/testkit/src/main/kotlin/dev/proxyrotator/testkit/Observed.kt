package dev.proxyrotator.testkit

import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** State behind one lock that can be waited on: a test awaits what it is about, not some time. */
internal class Observed {
    private val lock = ReentrantLock()
    private val changed = lock.newCondition()

    fun <T> read(block: () -> T): T = lock.withLock(block)

    fun <T> change(block: () -> T): T =
        lock.withLock {
            block().also { changed.signalAll() }
        }

    /** Blocks the thread until [condition] holds; [describe] tells what was there instead when [within] is over. */
    fun await(
        within: Duration,
        describe: () -> String,
        condition: () -> Boolean,
    ) = lock.withLock {
        var left = within.inWholeNanoseconds
        while (!condition()) {
            if (left <= 0) throw AssertionError("Waited $within in vain: ${describe()}")
            left = changed.awaitNanos(left)
        }
    }
}

/** Ample: it is only ever used up by a test that fails. */
internal val GENEROUS = 10.seconds

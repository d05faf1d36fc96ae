package dev.proxyrotator.testkit

import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration

/** Shut until somebody opens it, for good: it makes a script wait for its test, or a test for its script. */
class Gate {
    private val latch = CountDownLatch(1)

    fun open() = latch.countDown()

    /** Blocks until the gate is open; fails when [within] is over. */
    fun await(within: Duration = GENEROUS) {
        if (!latch.await(within.inWholeMilliseconds, TimeUnit.MILLISECONDS)) {
            throw AssertionError("Waited $within in vain for a gate to open")
        }
    }
}

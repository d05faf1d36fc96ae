package dev.proxyrotator.engine

import kotlin.time.Duration
import kotlin.time.TimeSource

/**
 * Notices a body that brings fewer than [minimum] bytes a second over a whole [window]: one byte now and then would hold
 * a connection for ever. A [minimum] of 0 lets everything pass.
 */
internal class BodyRate(
    minimum: Int,
    private val window: Duration,
    private val timeSource: TimeSource,
) {
    private val needed = if (window.isInfinite()) 0 else minimum * window.inWholeMilliseconds / MILLISECONDS
    private var began = timeSource.markNow()
    private var count = 0L

    /** Takes note of [bytes] that came just now. */
    fun isTooSlow(bytes: Int): Boolean {
        count += bytes
        if (needed == 0L || began.elapsedNow() < window) return false
        val isTooSlow = count < needed
        restart()
        return isTooSlow
    }

    /** Begins anew, after a pause that was not the sender's. */
    fun restart() {
        began = timeSource.markNow()
        count = 0
    }

    private companion object {
        const val MILLISECONDS = 1000
    }
}

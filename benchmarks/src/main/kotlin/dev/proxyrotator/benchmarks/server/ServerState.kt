package dev.proxyrotator.benchmarks.server

import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.LongAdder

/** What all connections of the server have in common. */
internal class ServerState(
    /** How long the origin thinks about each request. */
    val delayMilliseconds: Long,
) {
    val connections = LongAdder()
    val requests = LongAdder()
    private val waitingAnswers = ConcurrentLinkedQueue<() -> Unit>()
    private val waitingCount = AtomicInteger()

    val waiting: Int get() = waitingCount.get()

    /** Whether requests are kept without an answer until [release]. */
    @Volatile
    var isHolding = false
        private set

    fun hold() {
        isHolding = true
    }

    /** Keeps an [answer] back until [release]. */
    fun keep(answer: () -> Unit) {
        waitingAnswers.add(answer)
        waitingCount.incrementAndGet()
    }

    fun release() {
        isHolding = false
        while (true) {
            val answer = waitingAnswers.poll() ?: return
            waitingCount.decrementAndGet()
            answer()
        }
    }
}

package dev.proxyrotator.engine.net

import java.util.concurrent.atomic.AtomicInteger

/** The loops of one transport, started when the first connection needs them. */
internal class EventLoops(
    private val count: Int,
) : AutoCloseable {
    private val turns = AtomicInteger()
    private var loops: List<EventLoop>? = null
    private var isClosed = false

    /** The loops in turns. */
    fun next(): EventLoop {
        val loops = started()
        return loops[(turns.getAndIncrement() and Int.MAX_VALUE) % loops.size]
    }

    @Synchronized
    private fun started(): List<EventLoop> {
        check(!isClosed) { "The transport is closed" }
        return loops ?: List(count) { EventLoop("proxy-rotator-loop-$it") }.also { loops = it }
    }

    @Synchronized
    override fun close() {
        isClosed = true
        loops.orEmpty().forEach { it.close() }
    }

    suspend fun awaitEnd() {
        running().forEach { it.awaitEnd() }
    }

    @Synchronized
    private fun running() = loops.orEmpty()
}

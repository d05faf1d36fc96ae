package dev.proxyrotator.engine.adapter

import java.util.concurrent.AbstractExecutorService
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/** One pool of daemon threads for all engines of a transport; each gets a view that it may shut down without harm. */
internal class SharedThreads(
    name: String,
) : AutoCloseable {
    private val count = AtomicInteger()
    private val pool =
        Executors.newCachedThreadPool { task ->
            Thread(task, "$name-${count.incrementAndGet()}").apply { isDaemon = true }
        }

    fun lend(): ExecutorService = View(pool)

    override fun close() = pool.shutdown()

    private class View(
        private val pool: ExecutorService,
    ) : AbstractExecutorService() {
        @Volatile
        private var isShut = false

        override fun execute(command: Runnable) = pool.execute(command)

        override fun shutdown() {
            isShut = true
        }

        override fun shutdownNow(): MutableList<Runnable> {
            isShut = true
            return mutableListOf()
        }

        override fun isShutdown(): Boolean = isShut

        override fun isTerminated(): Boolean = isShut

        override fun awaitTermination(
            timeout: Long,
            unit: TimeUnit,
        ): Boolean = isShut
    }
}

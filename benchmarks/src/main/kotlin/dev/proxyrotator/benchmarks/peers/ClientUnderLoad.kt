package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.LoadResult
import dev.proxyrotator.benchmarks.process.Answer
import dev.proxyrotator.benchmarks.process.ChildProcess
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes

/** A client in a process of its own, seen from the one that measures. */
internal class ClientUnderLoad(
    private val process: ChildProcess,
) : AutoCloseable {
    init {
        process.readAnswer()
    }

    /** Keeps [concurrency] requests in flight for that long. */
    fun load(
        duration: Duration,
        concurrency: Int,
    ): LoadResult =
        LoadResult.of(process.ask("load ${duration.inWholeMilliseconds} $concurrency", duration + PATIENCE))

    /** Sends [requests] requests at once and returns before they are answered. */
    fun startWave(requests: Int) {
        process.ask("start-wave $requests", PATIENCE)
    }

    /** Waits until the wave that was started is answered. */
    fun finishWave(): LoadResult = LoadResult.of(process.ask("finish-wave", PATIENCE))

    /** Collects garbage and tells what is left. */
    fun memory() = Memory(process.ask("memory", PATIENCE))

    override fun close() = process.close()

    /** What the client's process holds. */
    internal class Memory(
        answer: Answer,
    ) {
        val heap = answer.long("heap")
        val direct = answer.long("direct")
        val threads = answer.long("threads").toInt()
    }

    private companion object {
        /** More than a client is given for its last answer. */
        val PATIENCE = 2.minutes
    }
}

package dev.proxyrotator.benchmarks.load

import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import java.util.concurrent.atomic.LongAdder

/** [concurrency] requests of one client in flight at once, spread over [proxies] in turn, and what they cost. */
internal class Load(
    private val peer: Peer,
    private val proxies: Int,
    private val concurrency: Int,
    val bodyLength: Int,
) {
    private val latencies = LatencyHistogram()
    private val successes = LongAdder()
    private val failures = LongAdder()
    private val firstError = AtomicReference<Throwable?>()
    private val nextProxy = AtomicInteger()
    private val occupied = CountDownLatch(concurrency)
    private var startedAt = 0L
    private var cpuAtStart = 0L

    @Volatile
    var isOver = false
        private set

    /** Starts the requests: [requestsPerSlot] one after the other in each of the places, without end by default. */
    fun start(requestsPerSlot: Int = Int.MAX_VALUE) {
        ProcessUsage.forgetPeak()
        cpuAtStart = ProcessUsage.cpuNanoseconds
        startedAt = System.nanoTime()
        repeat(concurrency) { peer.occupy(Slot(this, requestsPerSlot)) }
    }

    /** Starts no request any more once [milliseconds] have gone by. */
    fun stopAfter(milliseconds: Long) {
        occupied.await(milliseconds, TimeUnit.MILLISECONDS)
        isOver = true
    }

    /** Waits for the requests in flight. */
    fun finish(): LoadResult {
        val complete = occupied.await(LAST_ANSWER_SECONDS, TimeUnit.SECONDS)
        val nanoseconds = System.nanoTime() - startedAt
        return LoadResult(
            requests = successes.sum(),
            errors = failures.sum() + if (complete) 0 else occupied.count,
            firstError = firstError.get()?.toString() ?: if (complete) "" else "Requests were never answered",
            nanoseconds = nanoseconds,
            cpuNanoseconds = ProcessUsage.cpuNanoseconds - cpuAtStart,
            medianNanoseconds = latencies.quantile(MEDIAN),
            tailNanoseconds = latencies.quantile(TAIL),
            peakThreads = ProcessUsage.peakThreads,
        )
    }

    fun nextProxy(): Int = Math.floorMod(nextProxy.getAndIncrement(), proxies)

    fun succeeded(nanoseconds: Long) {
        successes.increment()
        latencies.record(nanoseconds)
    }

    fun failed(error: Throwable) {
        failures.increment()
        firstError.compareAndSet(null, error)
    }

    fun left() = occupied.countDown()

    private companion object {
        const val LAST_ANSWER_SECONDS = 90L
        const val MEDIAN = 0.5
        const val TAIL = 0.99
    }
}

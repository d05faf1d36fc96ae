package dev.proxyrotator.samples.demo

import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.pool.ProxyPool
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import kotlin.time.Duration
import kotlin.time.TimeSource

/** What has come of a run so far. Confined to the coroutine that collects. */
internal class RunReport(
    val total: Int,
    /** What a success is called: `right` where the body is known beforehand, else `answered`. */
    val successWord: String,
    timeSource: TimeSource = TimeSource.Monotonic,
) {
    private val start = timeSource.markNow()
    private val latencies = HashMap<ProxyId, MutableList<Duration>>()

    var finished = 0
        private set
    var succeeded = 0
        private set
    var retried = 0
        private set
    var attempts = 0
        private set
    var bytes = 0L
        private set

    val elapsed: Duration get() = start.elapsedNow()

    val isFullSuccess: Boolean get() = succeeded == total

    fun add(fetched: Fetched) {
        finished++
        if (fetched.succeeded) succeeded++
        if (fetched.attempts.size > 1) retried++
        attempts += fetched.attempts.size
        bytes += (fetched.outcome as? Fetched.Outcome.Answered)?.bytes ?: 0
        fetched.attempts.filter { it.succeeded }.forEach {
            latencies.getOrPut(it.proxy.id, ::ArrayList).add(it.duration)
        }
    }

    /** One line for each proxy, in the order of [pool]. */
    fun proxies(
        pool: ProxyPool,
        labels: Map<ProxyId, String> = emptyMap(),
    ): List<ProxyLine> =
        pool.statistics().map {
            val id = it.proxy.id
            ProxyLine(it.proxy, labels[id], it.requests, it.successes, it.failures, latencies[id]?.median(), it.health)
        }

    /** `120/500 fetched, 118 right, 31 retried, 60 a second`. */
    fun progressLine(): String {
        val rate = finished * 1000L / elapsed.inWholeMilliseconds.coerceAtLeast(1)
        return "$finished/$total fetched, $succeeded $successWord, $retried retried, $rate a second"
    }
}

/** One proxy in the report. */
internal class ProxyLine(
    val proxy: Proxy,
    val label: String?,
    val requests: Long,
    val successes: Long,
    val failures: Map<FailureKind, Long>,
    val medianLatency: Duration?,
    val health: ProxyHealth,
)

/** The lower of the two in the middle of an even number. */
internal fun List<Duration>.median(): Duration = sorted()[(size - 1) / 2]

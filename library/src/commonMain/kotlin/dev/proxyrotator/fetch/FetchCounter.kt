package dev.proxyrotator.fetch

import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlin.time.Duration

/** Counts what becomes of fetches. Safe to use from any thread; memory does not grow with what is counted. */
internal class FetchCounter {
    private val lock = SynchronizedObject()
    private val byStatus = LongArray(STATUSES)
    private var successes = 0L
    private var failures = 0L
    private var retries = 0L
    private var responses = 0L
    private var total = Duration.ZERO
    private var min = Duration.ZERO
    private var max = Duration.ZERO
    private var bodyBytes = 0L

    /** A response came back, and is a success or not. */
    fun onResponse(
        status: Int,
        attempts: Int,
        responseTime: Duration,
        bytes: Int,
    ) = synchronized(lock) {
        if (isSuccess(status)) successes++ else failures++
        countRetries(attempts)
        if (status in byStatus.indices) byStatus[status]++
        min = if (responses == 0L) responseTime else minOf(min, responseTime)
        max = maxOf(max, responseTime)
        total += responseTime
        responses++
        bodyBytes += bytes
    }

    /** No response came back. */
    fun onFailure(attempts: Int) =
        synchronized(lock) {
            failures++
            countRetries(attempts)
        }

    fun stats(): FetchStats =
        synchronized(lock) {
            FetchStats(
                successes + failures,
                successes,
                failures,
                retries,
                byStatus.indices.filter { byStatus[it] > 0 }.associateWith { byStatus[it] },
                FetchStats.ResponseTimes(responses, total, min, max),
                bodyBytes,
            )
        }

    private fun countRetries(attempts: Int) {
        if (attempts > 1) retries += attempts - 1
    }

    private companion object {
        const val STATUSES = 600
    }
}

package dev.proxyrotator.fetch

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Semaphore

/**
 * Runs [run] for every one of [inputs], at most [maxConcurrent] at once, and returns the results in the order of
 * [inputs]. Not more coroutines exist than may run; cancelling the caller cancels them all.
 */
internal suspend fun <T, R : Any> batch(
    inputs: List<T>,
    maxConcurrent: Int,
    run: suspend (T) -> R,
): List<R> {
    checkConcurrency(maxConcurrent)
    val results = arrayOfNulls<Any>(inputs.size)
    val permits = Semaphore(maxConcurrent)
    coroutineScope {
        inputs.forEachIndexed { index, input ->
            permits.acquire()
            launch {
                try {
                    results[index] = run(input)
                } finally {
                    permits.release()
                }
            }
        }
    }
    @Suppress("UNCHECKED_CAST")
    return results.map { checkNotNull(it) as R }
}

/** A cancelled item is a failure of that item; a cancelled batch is cancelled. */
internal suspend fun <R> resultOf(get: suspend () -> R): Result<R> =
    try {
        Result.success(get())
    } catch (cancelled: CancellationException) {
        currentCoroutineContext().ensureActive()
        Result.failure(cancelled)
    } catch (failure: Exception) {
        Result.failure(failure)
    }

package dev.proxyrotator.fetch

import io.ktor.client.statement.HttpResponse
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Semaphore

/**
 * Runs [get] for every one of [urls], at most [maxConcurrent] at once, and returns the results in the order of [urls].
 * Not more coroutines exist than may run; cancelling the caller cancels them all.
 */
internal suspend fun batchGet(
    urls: List<String>,
    maxConcurrent: Int,
    get: suspend (String) -> HttpResponse,
): List<Result<HttpResponse>> {
    require(maxConcurrent >= 1) { "maxConcurrent must be at least 1, was $maxConcurrent" }
    val results = arrayOfNulls<Result<HttpResponse>>(urls.size)
    val permits = Semaphore(maxConcurrent)
    coroutineScope {
        urls.forEachIndexed { index, url ->
            permits.acquire()
            launch {
                try {
                    results[index] = resultOf { get(url) }
                } finally {
                    permits.release()
                }
            }
        }
    }
    return results.map { checkNotNull(it) }
}

/** A cancelled item is a failure of that item; a cancelled batch is cancelled. */
internal suspend fun resultOf(get: suspend () -> HttpResponse): Result<HttpResponse> =
    try {
        Result.success(get())
    } catch (cancelled: CancellationException) {
        currentCoroutineContext().ensureActive()
        Result.failure(cancelled)
    } catch (failure: Exception) {
        Result.failure(failure)
    }

package dev.proxyrotator.fetch

import io.ktor.client.statement.HttpResponse
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.flatMapMerge
import kotlinx.coroutines.flow.flow

/**
 * Runs [get] for each of [urls] as they come, at most [maxConcurrent] at once, and emits what becomes of each as soon as
 * it is known. Takes no more of [urls] than may run, and runs no more than its collector has room for.
 */
@OptIn(ExperimentalCoroutinesApi::class)
internal fun batchGetAsCompleted(
    urls: Flow<String>,
    maxConcurrent: Int,
    get: suspend (String) -> HttpResponse,
): Flow<BatchItem> {
    require(maxConcurrent >= 1) { "maxConcurrent must be at least 1, was $maxConcurrent" }
    return flow {
        // Not withIndex, whose Int ends at two thousand million.
        var next = 0L
        urls.collect { emit(next++ to it) }
    }.flatMapMerge(maxConcurrent) { (index, url) ->
        flow { emit(BatchItem(index, url, resultOf { get(url) })) }
    }.buffer(Channel.RENDEZVOUS)
}

package dev.proxyrotator.fetch

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.flatMapMerge
import kotlinx.coroutines.flow.flow

/**
 * Runs [run] for each of [inputs] and its place as they come, at most [maxConcurrent] at once, and emits what becomes of
 * each as soon as it is known. Takes no more of [inputs] than may run, and runs no more than its collector has room for.
 */
@OptIn(ExperimentalCoroutinesApi::class)
internal fun <T, R> asCompleted(
    inputs: Flow<T>,
    maxConcurrent: Int,
    run: suspend (Long, T) -> R,
): Flow<R> {
    checkConcurrency(maxConcurrent)
    return flow {
        // Not withIndex, whose Int ends at two thousand million.
        var next = 0L
        inputs.collect { emit(next++ to it) }
    }.flatMapMerge(maxConcurrent) { (index, input) ->
        flow { emit(run(index, input)) }
    }.buffer(Channel.RENDEZVOUS)
}

package dev.proxyrotator.fetch

import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.rotation.proxy
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.HttpStatement
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.readAvailable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.flow
import kotlinx.io.IOException

/** A cold flow of the body of what [statement] brings, in chunks of at most [chunkSize] bytes. */
internal fun streamGet(
    chunkSize: Int,
    statement: suspend () -> HttpStatement,
): Flow<ByteArray> {
    require(chunkSize >= 1) { "chunkSize must be at least 1 byte, was $chunkSize" }
    return flow {
        statement().execute { response -> emitBody(response, chunkSize) }
    }
}

/** Reads the raw channel: Ktor's own conversion would copy it once more and hide what it was closed with. */
@OptIn(InternalAPI::class)
private suspend fun FlowCollector<ByteArray>.emitBody(
    response: HttpResponse,
    chunkSize: Int,
) {
    val channel = response.rawContent
    val buffer = ByteArray(chunkSize)
    var total = 0L
    while (true) {
        val count = read(response, channel, buffer, total)
        if (count == -1) return
        total += count
        emit(buffer.copyOf(count))
    }
}

/** Reads at most what [buffer] takes, -1 at the end; a body that breaks off says that it did, after [total] bytes. */
internal suspend fun read(
    response: HttpResponse,
    channel: ByteReadChannel,
    buffer: ByteArray,
    total: Long,
): Int =
    try {
        val count = channel.readAvailable(buffer)
        // A channel that was closed with an error reads like one that is at its end.
        if (count == -1) channel.closedCause?.let { throw it }
        count
    } catch (broken: IOException) {
        currentCoroutineContext().ensureActive()
        throw StreamInterruptedException(total, response.proxy.id, broken.rotatorCause() ?: broken)
    }

/** Ktor wraps the error a channel was closed with. */
private fun Throwable.rotatorCause(): Throwable? =
    generateSequence(this) {
        it.cause
    }.firstOrNull { it is ProxyRotatorException }

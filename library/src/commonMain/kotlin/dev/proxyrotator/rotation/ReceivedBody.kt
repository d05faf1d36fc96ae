package dev.proxyrotator.rotation

import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.ResponseTooLargeException
import io.ktor.utils.io.readBuffer
import kotlinx.io.IOException
import kotlinx.io.readByteArray

/** The body of one response, to be read into memory, or looked into at its beginning and then streamed. */
internal class ReceivedBody(
    private val response: TransportResponse,
    private val isBuffered: Boolean,
    private val maxInMemory: Long,
) {
    private var bytes: ByteArray? = null

    /** At most the first [limit] bytes, which stay there to be read. */
    suspend fun prefix(limit: Int): ByteArray =
        if (isBuffered) {
            bytes().atMost(limit)
        } else {
            telling { response.peekBody(limit) }
        }

    /** @throws ResponseTooLargeException when there are more than [maxInMemory] of them */
    suspend fun bytes(): ByteArray = bytes ?: read().also { bytes = it }

    private suspend fun read(): ByteArray {
        response.bytes?.let { if (it.size > maxInMemory) throw ResponseTooLargeException(maxInMemory) else return it }
        val body = telling { response.body.readBuffer(maxInMemory.plusOne()) }
        if (body.size > maxInMemory) throw ResponseTooLargeException(maxInMemory)
        response.completion.await()
        return body.readByteArray()
    }

    private suspend inline fun <T> telling(read: () -> T): T =
        try {
            read()
        } catch (broken: IOException) {
            // The channel may wrap what it was closed with.
            response.completion.await()
            throw broken
        }

    private fun Long.plusOne() = if (this == Long.MAX_VALUE) this else this + 1
}

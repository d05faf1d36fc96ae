package dev.proxyrotator.engine.adapter

import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.writeFully
import kotlinx.io.IOException
import kotlinx.io.Source
import kotlin.concurrent.Volatile

/**
 * A body on its way from an engine to its reader, a bounded buffer between them. Closed with an error a channel of
 * Ktor's drops what it holds; here the reader gets all that arrived before it is told that the rest is missing.
 */
@OptIn(InternalAPI::class)
internal class RelayedBody : ByteReadChannel {
    private val channel = ByteChannel()

    @Volatile
    private var failure: Throwable? = null

    override val closedCause: Throwable? get() = channel.closedCause ?: failure?.takeIf { channel.isClosedForRead }

    override val isClosedForRead: Boolean get() = channel.isClosedForRead

    override val readBuffer: Source get() = channel.readBuffer

    override suspend fun awaitContent(min: Int): Boolean {
        val hasContent = channel.awaitContent(min)
        if (!hasContent && channel.isClosedForRead) failure?.let { throw it }
        return hasContent
    }

    override fun cancel(cause: Throwable?) = channel.cancel(cause)

    /** @throws IOException when the reader gave up */
    suspend fun write(
        bytes: ByteArray,
        count: Int,
    ) {
        channel.writeFully(bytes, 0, count)
        channel.flush()
    }

    /** No more bytes will come; with an [error], though there should. */
    suspend fun finish(error: Throwable? = null) {
        failure = error
        channel.flushAndClose()
    }
}

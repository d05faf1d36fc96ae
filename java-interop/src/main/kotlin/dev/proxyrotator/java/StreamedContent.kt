package dev.proxyrotator.java

import io.ktor.http.ContentType
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.jdk9.asFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runInterruptible
import kotlinx.coroutines.withContext
import java.io.Closeable
import java.io.IOException
import java.io.InputStream
import java.nio.ByteBuffer
import java.util.concurrent.Callable
import java.util.concurrent.Flow
import java.util.concurrent.atomic.AtomicBoolean
import java.util.function.Supplier
import kotlinx.coroutines.flow.Flow as ColdFlow

/** Bytes that are made while they are sent, in a flow whose every collection makes them anew. */
internal class StreamedBytes private constructor(
    source: ColdFlow<ByteBuffer>,
) {
    /** An error that looks like the cancellation of the call, and is not, would end it without an answer. */
    val chunks: ColdFlow<ByteBuffer> =
        source.catch { error ->
            currentCoroutineContext().ensureActive()
            if (error !is CancellationException) throw error
            throw IOException("The source of the body was cancelled", error)
        }

    companion object {
        private const val BUFFER_SIZE = 8192

        /** The bytes of streams, each read through one buffer and closed at its end, or when it is not wanted any more. */
        @JvmStatic
        fun of(source: Callable<out InputStream>) =
            StreamedBytes(
                flow {
                    useUntilCancelled(source.call()) { stream ->
                        val buffer = ByteArray(BUFFER_SIZE)
                        while (true) {
                            val count = runInterruptible { stream.read(buffer) }
                            if (count == -1) break
                            emit(ByteBuffer.wrap(buffer, 0, count))
                        }
                    }
                },
            )

        /** The bytes of publishers, of which nothing is asked for ahead. */
        @JvmStatic
        fun of(publisher: Supplier<out Flow.Publisher<out ByteBuffer>>) =
            StreamedBytes(
                flow<ByteBuffer> {
                    publisher
                        .get()
                        .asFlow()
                        .buffer(Channel.RENDEZVOUS)
                        .collect { emit(it) }
                },
            )
    }
}

/** Closes [stream] once: after [block], or at once when that is cancelled, since most reads heed no interruption. */
private suspend fun useUntilCancelled(
    stream: InputStream,
    block: suspend (InputStream) -> Unit,
) = coroutineScope {
    val isClosed = AtomicBoolean()
    val closeOnce = Closeable { if (!isClosed.getAndSet(true)) stream.close() }
    // Begun in place, so that it closes even when the cancellation came before it.
    val closer =
        launch(Closers, start = CoroutineStart.UNDISPATCHED) {
            try {
                awaitCancellation()
            } finally {
                // Nobody is left to be told.
                runCatching { closeOnce.close() }
            }
        }
    closeOnce.use { block(stream) }
    closer.cancel()
}

/** Apart from the threads of [Dispatchers.IO], which may all be stuck in the reads that are to be ended. */
private val Closers = Dispatchers.IO.limitedParallelism(64)

/** Sends [bytes] from a thread that may block. */
internal class StreamedContent(
    private val bytes: StreamedBytes,
    override val contentType: ContentType,
    override val contentLength: Long?,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) =
        withContext(Dispatchers.IO) {
            val buffer = ByteArray(BUFFER_SIZE)
            var sent = 0L
            bytes.chunks.collect { chunk ->
                sent += chunk.remaining()
                if (contentLength != null && sent > contentLength) throw unlikeSaid("more")
                while (chunk.hasRemaining()) {
                    val count = minOf(chunk.remaining(), buffer.size)
                    chunk.get(buffer, 0, count)
                    channel.writeFully(buffer, 0, count)
                    channel.flush()
                }
            }
            if (contentLength != null && sent < contentLength) throw unlikeSaid("only $sent")
        }

    private fun unlikeSaid(howMany: String) =
        IOException("The body was said to have $contentLength bytes and has $howMany")

    private companion object {
        const val BUFFER_SIZE = 8192
    }
}

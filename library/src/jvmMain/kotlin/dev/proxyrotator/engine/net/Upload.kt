package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.http1.BodyFraming
import dev.proxyrotator.engine.http1.ChunkedEncoder
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.readAvailable
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import kotlin.time.Duration.Companion.seconds

/** A request body on its way out, after the head. Holds no more than one chunk of it that has not left yet. */
internal class Upload(
    private val content: OutgoingContent,
    private val framing: BodyFraming,
    private val awaitsContinue: Boolean,
) {
    private val drained = Channel<Unit>(Channel.CONFLATED)
    private val mayProceed = CompletableDeferred<Unit>()

    /** The target said 100. */
    fun proceed() {
        mayProceed.complete(Unit)
    }

    fun onDrained() {
        drained.trySend(Unit)
    }

    /**
     * Sends the body; suspends while the peer takes nothing, and tells [onWaiting] when it begins and ceases to. Calls
     * [onLast] before the last bytes are written: afterwards the answer may be there first.
     *
     * @throws IOException when the content is not as long as it said
     * @throws Throwable what the content's own producer throws
     */
    suspend fun run(
        wire: Wire,
        onWaiting: (Boolean) -> Unit,
        onLast: () -> Unit,
    ) {
        // Who does not know of 100 (Continue) never sends it (RFC 9110 §10.1.1).
        if (awaitsContinue) withTimeoutOrNull(CONTINUE_LIMIT) { mayProceed.await() }
        val out = UploadFraming(framing, wire, drained, onWaiting, onLast)
        send(content, out)
        out.finish()
    }

    private suspend fun send(
        content: OutgoingContent,
        out: UploadFraming,
    ) {
        when (content) {
            is OutgoingContent.NoContent -> Unit
            is OutgoingContent.ByteArrayContent -> send(content.bytes(), out)
            is OutgoingContent.ReadChannelContent -> send(content.readFrom(), out)
            is OutgoingContent.WriteChannelContent -> produce(content, out)
            is OutgoingContent.ContentWrapper -> send(content.delegate(), out)
            is OutgoingContent.ProtocolUpgrade -> throw UnsupportedOperationException("Upgrades are not supported")
        }
    }

    private suspend fun send(
        bytes: ByteArray,
        out: UploadFraming,
    ) {
        var start = 0
        while (start < bytes.size) {
            val end = minOf(start + CHUNK_SIZE, bytes.size)
            out.write(bytes, start, end)
            out.awaitDrained()
            start = end
        }
    }

    private suspend fun send(
        source: ByteReadChannel,
        out: UploadFraming,
    ) {
        val buffer = ByteArray(CHUNK_SIZE)
        try {
            while (true) {
                val count = source.readAvailable(buffer)
                if (count == -1) break
                out.write(buffer, 0, count)
                out.awaitDrained()
            }
            // A channel closed with an error reads like one at its end.
            source.closedCause?.let { throw it }
        } catch (error: Throwable) {
            source.cancel(error)
            throw error
        }
    }

    private suspend fun produce(
        content: OutgoingContent.WriteChannelContent,
        out: UploadFraming,
    ) = coroutineScope {
        val channel = ByteChannel()
        launch {
            try {
                content.writeTo(channel)
                channel.flushAndClose()
            } catch (error: Throwable) {
                channel.cancel(error)
                throw error
            }
        }
        send(channel, out)
    }

    private companion object {
        val CONTINUE_LIMIT = 1.seconds
    }
}

/** Holds a body to the length its head promised, or cuts it into chunks. */
private class UploadFraming(
    framing: BodyFraming,
    private val wire: Wire,
    private val drained: ReceiveChannel<Unit>,
    private val onWaiting: (Boolean) -> Unit,
    private val onLast: () -> Unit,
) {
    private val isChunked = framing is BodyFraming.Chunked
    private val length = (framing as? BodyFraming.Length)?.bytes ?: 0
    private val chunk = if (isChunked) ByteArray(AROUND_CHUNK + CHUNK_SIZE) else ByteArray(0)
    private var sent = 0L

    fun write(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        if (start == end) return
        sent += end - start
        if (isChunked) {
            writeChunk(bytes, start, end)
        } else {
            if (sent > length) throw IOException("The request body is longer than the $length bytes it promised")
            if (sent == length) onLast()
            wire.write(bytes, start, end)
        }
    }

    suspend fun awaitDrained() {
        if (wire.isDrained) return
        onWaiting(true)
        while (!wire.isDrained) drained.receive()
        onWaiting(false)
    }

    fun finish() {
        if (isChunked) {
            onLast()
            wire.write(chunk, 0, ChunkedEncoder.putLast(chunk, 0))
        } else if (sent < length) {
            throw IOException("The request body ended after $sent of the $length bytes it promised")
        } else if (length == 0L) {
            onLast()
        }
    }

    private fun writeChunk(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        val payload = ChunkedEncoder.putHead(end - start, chunk, 0)
        bytes.copyInto(chunk, payload, start, end)
        wire.write(chunk, 0, ChunkedEncoder.putTail(chunk, payload + end - start))
    }
}

private const val CHUNK_SIZE = 32 * 1024
private const val AROUND_CHUNK = ChunkedEncoder.LONGEST_HEAD + ChunkedEncoder.TAIL_SIZE

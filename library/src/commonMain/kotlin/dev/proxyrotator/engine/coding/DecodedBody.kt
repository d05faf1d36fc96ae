package dev.proxyrotator.engine.coding

import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.io.Buffer
import kotlinx.io.IOException
import kotlin.concurrent.Volatile

/**
 * What is in [source], decoded while it is read: no more of it is in memory than was asked for. The reader gets all
 * that came out before it is told that the rest is missing.
 *
 * @param open makes the decoder, when the first byte is asked for
 * @param onUndecodable is told why the rest cannot be decoded, before the reader is, and makes the error for it
 */
@OptIn(InternalAPI::class)
internal class DecodedBody(
    private val source: ByteReadChannel,
    private val open: () -> ContentDecoder,
    private val onUndecodable: (UndecodableException) -> IOException,
) : ByteReadChannel,
    AutoCloseable {
    private val lock = SynchronizedObject()

    // Guarded by the lock: it is closed by whoever ends the call, and not while it decodes.
    private var work: Work? = null

    @Volatile
    private var end: End? = null

    private class Work(
        val decoder: ContentDecoder,
    ) {
        val encoded = ByteWindow.empty(WINDOW)
        val decoded = ByteWindow.empty(WINDOW)
    }

    private class End(
        val failure: Throwable?,
    ) {
        /** A broken body must not look complete to who only asks whether there is more. */
        @Volatile
        var isTold = failure == null
    }

    override val readBuffer = Buffer()

    override val isClosedForRead: Boolean get() = end?.isTold == true && readBuffer.exhausted()

    override val closedCause: Throwable? get() = end?.failure?.takeIf { readBuffer.exhausted() }

    override suspend fun awaitContent(min: Int): Boolean {
        while (readBuffer.size < min) {
            end?.let { return atEnd(it) }
            currentCoroutineContext().ensureActive()
            if (!decode()) read()
        }
        return true
    }

    override fun cancel(cause: Throwable?) {
        close(cause ?: IOException("The reader of the body gave up"))
        end?.isTold = true
        source.cancel(cause)
    }

    /** Frees what decoding takes; a reader that is not at the end yet will not get there. */
    override fun close() = close(IOException("The call is over"))

    private fun atEnd(end: End): Boolean {
        if (!readBuffer.exhausted() || end.failure == null) return false
        end.isTold = true
        throw end.failure
    }

    /** Whether that has led to anything; otherwise there must be more to decode first. */
    private fun decode(): Boolean =
        attempt {
            val work = work ?: Work(open()).also { work = it }
            work.decoder.decode(work.encoded, work.decoded)
            val count = work.decoded.size
            readBuffer.write(work.decoded.bytes, work.decoded.start, work.decoded.end)
            work.decoded.clear()
            count > 0
        }

    private suspend fun read() {
        val hasMore =
            try {
                source.awaitContent()
            } catch (broken: IOException) {
                return close(broken)
            }
        if (hasMore) {
            attempt {
                work?.encoded?.run {
                    clear()
                    end = source.readBuffer.readAtMostTo(bytes, 0, bytes.size)
                }
            }
        } else {
            // A channel that was closed with an error reads like one that is at its end.
            source.closedCause?.let { return close(it) }
            attempt { work?.decoder?.finish() }
            close(failure = null)
        }
    }

    /** Does [step], unless it is over, and ends with what that finds undecodable. */
    private inline fun attempt(step: () -> Any?): Boolean {
        val flaw =
            synchronized(lock) {
                if (end != null) return true
                try {
                    return step() != false
                } catch (undecodable: UndecodableException) {
                    undecodable
                }
            }
        val failure = onUndecodable(flaw)
        close(failure)
        source.cancel(failure)
        return true
    }

    private fun close(failure: Throwable?) =
        synchronized(lock) {
            if (end == null) end = End(failure)
            work?.decoder?.close()
            work = null
        }

    private companion object {
        const val WINDOW = 8 * 1024
    }
}

package dev.proxyrotator.engine.net

import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.InternalAPI
import kotlinx.coroutines.channels.Channel
import kotlinx.io.Buffer
import kotlinx.io.readByteArray
import java.io.IOException

/** The bytes of an upgraded connection on their way out. Who writes waits until the peer has taken them. */
@OptIn(InternalAPI::class)
internal class UpgradeOutput(
    private val wire: Wire,
    private val owner: Owner,
) : ByteWriteChannel {
    /** The connection. Is called on the writer's thread. */
    interface Owner {
        fun onWrite()

        /** Everything has left, and nothing more will come. */
        fun onOutputEnd()

        /** The writer broke off in the middle. */
        fun onOutputGivenUp()
    }

    private class End(
        val failure: IOException?,
    )

    private val drained = Channel<Unit>(Channel.CONFLATED)

    @Volatile
    private var end: End? = null

    override val writeBuffer = Buffer()

    override val isClosedForWrite: Boolean get() = end != null

    override val closedCause: Throwable? get() = end?.failure

    fun onDrained() {
        drained.trySend(Unit)
    }

    /** Nothing more can be written. The first call counts. */
    fun close(failure: IOException) = end(End(failure))

    override suspend fun flush() {
        try {
            while (!writeBuffer.exhausted()) {
                val bytes = writeBuffer.readByteArray(minOf(writeBuffer.size, PIECE).toInt())
                throwIfClosed()
                owner.onWrite()
                wire.write(bytes, 0, bytes.size)
                while (!wire.isDrained && end == null) drained.receive()
            }
            throwIfClosed()
        } catch (broken: Throwable) {
            cancel(broken)
            throw broken
        }
    }

    override suspend fun flushAndClose() {
        if (end != null) return
        flush()
        if (end(End(failure = null))) owner.onOutputEnd()
    }

    override fun cancel(cause: Throwable?) {
        if (end(End(IOException("The writer of the connection gave up", cause)))) owner.onOutputGivenUp()
    }

    private fun end(end: End): Boolean {
        val isFirst = synchronized(drained) { (this.end == null).also { if (it) this.end = end } }
        drained.trySend(Unit)
        return isFirst
    }

    private fun throwIfClosed() {
        val end = end ?: return
        throw IOException("The connection is closed", end.failure)
    }

    private companion object {
        const val PIECE = 16L * 1024
    }
}

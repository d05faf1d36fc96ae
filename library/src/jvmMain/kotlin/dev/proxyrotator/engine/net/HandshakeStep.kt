package dev.proxyrotator.engine.net

import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine
import java.io.EOFException
import java.io.IOException
import java.net.SocketTimeoutException
import kotlin.coroutines.resumeWithException

/**
 * One step on the way to a connection: takes over a wire that does not read, and leaves it not reading again when it
 * has its result. If it fails or is cancelled, the wire is closed.
 */
internal abstract class HandshakeStep<T : Any> : WireHandler {
    private lateinit var wire: Wire
    private lateinit var continuation: CancellableContinuation<T>

    /**
     * @throws SocketTimeoutException when [dueAt] came first
     * @throws IOException when the wire broke
     */
    suspend fun run(
        wire: Wire,
        dueAt: Long,
    ): T =
        suspendCancellableCoroutine { continuation ->
            this.wire = wire
            this.continuation = continuation
            continuation.invokeOnCancellation { wire.close() }
            val isStarted =
                wire.loop.execute {
                    wire.handler = this
                    wire.setDeadline(dueAt)
                    guarded { start(wire) }
                    wire.setReading(true)
                }
            if (!isStarted) fail(EOFException("The transport was closed"))
        }

    protected abstract fun start(wire: Wire)

    /** What arrived; [succeed] ends the step. */
    protected abstract fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    )

    /** Nothing more will arrive; must end the step. */
    protected open fun receiveEnd(): Unit = throw EOFException("The connection was closed during the handshake")

    protected fun succeed(result: T) {
        wire.setReading(false)
        wire.setDeadline(Timer.NEVER)
        wire.handler = Deaf
        continuation.resume(result) { _, _, _ -> wire.close() }
    }

    protected fun fail(cause: Throwable) {
        wire.close()
        if (continuation.isActive) continuation.resumeWithException(cause)
    }

    override fun onBytes(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) = guarded { receive(bytes, start, end) }

    override fun onEnd() = guarded { receiveEnd() }

    override fun onFailure(cause: IOException) = fail(cause)

    override fun onWriteFailure(cause: IOException) = fail(cause)

    override fun onDrained() = Unit

    override fun onDeadline() = fail(SocketTimeoutException("No end of the handshake in time"))

    private inline fun guarded(block: () -> Unit) {
        try {
            block()
        } catch (error: Exception) {
            fail(error)
        }
    }
}

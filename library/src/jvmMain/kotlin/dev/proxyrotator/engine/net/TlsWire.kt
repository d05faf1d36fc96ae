package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.tls.TlsCodec
import dev.proxyrotator.engine.tls.TlsOutput
import java.io.IOException
import java.util.concurrent.Executor

/** TLS over another wire. Its [handler] sees plain bytes. */
internal class TlsWire(
    private val inner: Wire,
    private val codec: TlsCodec,
    private val tasks: Executor,
) : Wire,
    WireHandler,
    TlsOutput {
    override val loop: EventLoop get() = inner.loop

    @Volatile
    override var handler: WireHandler = Deaf

    @Volatile
    private var isClosed = false

    override val isDrained: Boolean get() = inner.isDrained

    /** Shakes hands; [early] is what has arrived already. Suspends until the wire can be written to. */
    suspend fun handshake(
        early: ByteArray,
        dueAt: Long,
    ) = Handshake(early).run(this, dueAt)

    override fun write(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        if (isClosed) return
        try {
            codec.send(bytes, start, end, this)
        } catch (broken: IOException) {
            loop.execute { if (!isClosed) handler.onWriteFailure(broken) }
        }
    }

    override fun setReading(isReading: Boolean) = inner.setReading(isReading)

    override fun setDeadline(at: Long) = inner.setDeadline(at)

    override fun endOutput() = codec.close(this)

    override fun close() {
        if (isClosed) return
        isClosed = true
        codec.close(this)
        inner.close()
    }

    override fun onBytes(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        guarded { codec.receive(bytes, start, end, this) }
        if (!isClosed && codec.isClosedByPeer) handler.onEnd()
    }

    override fun onEnd() {
        guarded {
            codec.endOfInput()
            handler.onEnd()
        }
    }

    override fun onFailure(cause: IOException) = handler.onFailure(cause)

    override fun onWriteFailure(cause: IOException) = handler.onWriteFailure(cause)

    override fun onDrained() = handler.onDrained()

    override fun onDeadline() = handler.onDeadline()

    override fun send(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) = inner.write(bytes, start, end)

    override fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        // Nobody has asked for anything yet, so this answers nothing.
        if (handler === Deaf) close() else handler.onBytes(bytes, start, end)
    }

    override fun runTasks(tasks: List<Runnable>) {
        this.tasks.execute {
            tasks.forEach { it.run() }
            loop.execute { if (!isClosed) guarded { codec.tasksDone(this) } }
        }
    }

    override fun handshakeDone() {
        (handler as? Handshake)?.done()
    }

    private inline fun guarded(block: () -> Unit) {
        if (isClosed) return
        try {
            block()
        } catch (broken: IOException) {
            if (!isClosed) handler.onFailure(broken)
        }
    }

    private inner class Handshake(
        private val early: ByteArray,
    ) : HandshakeStep<Unit>() {
        override fun start(wire: Wire) {
            inner.handler = this@TlsWire
            codec.begin(this@TlsWire)
            if (early.isNotEmpty()) codec.receive(early, 0, early.size, this@TlsWire)
        }

        override fun receive(
            bytes: ByteArray,
            start: Int,
            end: Int,
        ) = throw IOException("The target sent data before the handshake was over")

        fun done() = succeed(Unit)
    }
}

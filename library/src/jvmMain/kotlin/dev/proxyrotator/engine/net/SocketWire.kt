package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.tls.empty
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.CancelledKeyException
import java.nio.channels.ClosedChannelException
import java.nio.channels.SelectionKey
import java.nio.channels.SocketChannel

/** A connected socket on its loop. It does not read until it is told to. */
internal class SocketWire(
    override val loop: EventLoop,
    private val channel: SocketChannel,
    private var key: SelectionKey,
    @Volatile override var handler: WireHandler,
) : Timer(),
    Wire,
    ReadyHandler {
    private val lock = Any()

    // Guarded by the lock.
    private val unsent = ArrayDeque<ByteBuffer>(0)
    private var isWriteBroken = false

    private var operations = 0

    @Volatile
    private var isClosed = false

    @Volatile
    private var isReading = false

    init {
        key.attach(this)
        key.interestOps(operations)
    }

    override val isDrained: Boolean get() = synchronized(lock) { unsent.isEmpty() }

    override fun write(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        synchronized(lock) {
            if (isClosed || isWriteBroken) return
            val sent = if (unsent.isEmpty()) send(ByteBuffer.wrap(bytes, start, end - start)) else 0
            if (isWriteBroken || start + sent == end) return
            if (unsent.isEmpty()) loop.execute(::updateOperations)
            unsent.add(ByteBuffer.wrap(bytes.copyOfRange(start + sent, end)))
        }
    }

    override fun setReading(isReading: Boolean) {
        if (this.isReading == isReading) return
        this.isReading = isReading
        if (loop.isCurrent) updateOperations() else loop.execute(::updateOperations)
    }

    override fun setDeadline(at: Long) = loop.schedule(this, at)

    override fun endOutput() {
        try {
            channel.shutdownOutput()
        } catch (_: ClosedChannelException) {
            // Closed meanwhile.
        } catch (broken: IOException) {
            if (!isClosed) handler.onWriteFailure(broken)
        }
    }

    override fun close() {
        synchronized(lock) {
            if (isClosed) return
            isClosed = true
            unsent.clear()
        }
        if (loop.isCurrent || !loop.execute(::release)) release()
    }

    override fun onReady(key: SelectionKey) {
        if (key.isReadable) read()
        if (!isClosed && key.isWritable) flush()
    }

    override fun onDue() {
        if (!isClosed) handler.onDeadline()
    }

    override fun onGone(cause: Throwable) {
        if (isClosed) return
        handler.onFailure(cause as? IOException ?: IOException(cause.toString(), cause))
        close()
    }

    private fun read() {
        val inbox = loop.inbox
        empty(inbox)
        val count =
            try {
                channel.read(inbox)
            } catch (broken: IOException) {
                stopReading()
                if (!isClosed) handler.onFailure(broken)
                return
            }
        if (isClosed) return
        if (count > 0) {
            handler.onBytes(inbox.array(), 0, count)
        } else if (count < 0) {
            stopReading()
            handler.onEnd()
        }
    }

    private fun stopReading() {
        isReading = false
        updateOperations()
    }

    private fun flush() {
        val isDrained =
            synchronized(lock) {
                while (unsent.isNotEmpty() && !isWriteBroken) {
                    val next = unsent.first()
                    send(next)
                    if (next.hasRemaining()) break
                    unsent.removeFirst()
                }
                unsent.isEmpty()
            }
        if (!isDrained) return
        updateOperations()
        handler.onDrained()
    }

    /** With the lock held. How many bytes have left. */
    private fun send(buffer: ByteBuffer): Int =
        try {
            channel.write(buffer)
        } catch (broken: IOException) {
            isWriteBroken = true
            unsent.clear()
            if (!isClosed) loop.execute { if (!isClosed) handler.onWriteFailure(broken) }
            0
        }

    private fun updateOperations() {
        val wanted =
            (if (isReading) SelectionKey.OP_READ else 0) or (if (isDrained) 0 else SelectionKey.OP_WRITE)
        if (wanted == operations || isClosed) return
        operations = wanted
        try {
            key.interestOps(wanted)
        } catch (_: CancelledKeyException) {
            // Closed meanwhile.
        }
    }

    private fun release() {
        loop.remove(this)
        try {
            channel.close()
        } catch (_: ClosedChannelException) {
            // That was the wish.
        } catch (_: IOException) {
            // It is as good as closed.
        }
    }
}

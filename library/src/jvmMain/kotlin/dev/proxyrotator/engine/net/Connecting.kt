package dev.proxyrotator.engine.net

import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine
import java.io.IOException
import java.net.InetSocketAddress
import java.net.SocketTimeoutException
import java.net.StandardSocketOptions
import java.nio.channels.ClosedChannelException
import java.nio.channels.SelectionKey
import java.nio.channels.SocketChannel
import kotlin.coroutines.resumeWithException

/**
 * Connects to [address], at the latest at [dueAt] by [System.nanoTime]. The wire that comes of it does not read yet.
 *
 * @throws SocketTimeoutException when it took too long
 * @throws IOException when it failed
 */
internal suspend fun EventLoop.connect(
    address: InetSocketAddress,
    dueAt: Long,
): SocketWire {
    val channel = SocketChannel.open()
    try {
        channel.configureBlocking(false)
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true)
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true)
        return suspendCancellableCoroutine { Connecting(this, channel, it).start(address, dueAt) }
    } catch (error: Throwable) {
        // A channel that is registered is closed for good when its loop turns next.
        channel.close()
        execute {}
        throw error
    }
}

private class Connecting(
    private val loop: EventLoop,
    private val channel: SocketChannel,
    private val continuation: CancellableContinuation<SocketWire>,
) : Timer(),
    ReadyHandler {
    fun start(
        address: InetSocketAddress,
        dueAt: Long,
    ) {
        val isConnected = channel.connect(address)
        val isRegistered =
            loop.execute {
                if (!continuation.isActive) return@execute
                try {
                    val key = loop.register(channel, SelectionKey.OP_CONNECT, this)
                    if (isConnected) connected(key) else loop.schedule(this, dueAt)
                } catch (closed: ClosedChannelException) {
                    fail(closed)
                }
            }
        if (!isRegistered) fail(ClosedChannelException())
        continuation.invokeOnCancellation { loop.execute { loop.remove(this) } }
    }

    override fun onReady(key: SelectionKey) {
        try {
            if (!channel.finishConnect()) return
        } catch (broken: IOException) {
            fail(broken)
            return
        }
        connected(key)
    }

    private fun connected(key: SelectionKey) {
        loop.remove(this)
        val wire = SocketWire(loop, channel, key, Deaf)
        continuation.resume(wire) { _, undelivered, _ -> undelivered.close() }
    }

    override fun onDue() = fail(SocketTimeoutException("No connection in time"))

    override fun onGone(cause: Throwable) = fail(cause)

    private fun fail(cause: Throwable) {
        loop.remove(this)
        if (continuation.isActive) continuation.resumeWithException(cause)
    }
}

/** Between two handlers, while nothing is read. */
internal object Deaf : WireHandler {
    override fun onBytes(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) = Unit

    override fun onEnd() = Unit

    override fun onFailure(cause: IOException) = Unit

    override fun onWriteFailure(cause: IOException) = Unit

    override fun onDrained() = Unit

    override fun onDeadline() = Unit
}

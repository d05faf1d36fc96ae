package dev.proxyrotator.testkit

import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.SelectionKey
import java.nio.channels.SocketChannel

/** One connection of a [LoadServer], on its thread. */
internal class LoadConnection(
    private val server: LoadServer,
    private val channel: SocketChannel,
    private val key: SelectionKey,
) {
    private val reader = LoadRequestReader(::answer)
    private val unsent = ArrayDeque<ByteBuffer>(0)
    private var tls: LoadTls? = null
    private var isTunnelFresh = false
    private var bodyPosition = 0L
    private var bodyEnd = 0L

    fun onReady() =
        closingOnFailure {
            if (key.isReadable) read()
            if (key.isValid && key.isWritable) flush()
        }

    /** The pattern, [size] bytes of it. */
    fun answerBytes(size: Long) = closingOnFailure { respond(head(size), size) }

    fun answerText(text: String) = closingOnFailure { respond(head(text.length.toLong()) + text.toByteArray(), 0) }

    fun close() {
        if (!channel.isOpen) return
        channel.close()
        server.counts.closed()
    }

    private fun read() {
        val inbox = server.inbox.clear()
        val count = channel.read(inbox)
        if (count == -1) return close()
        if (isTunnelFresh && inbox.get(0) == TLS_HANDSHAKE) tls = LoadTls(server.newTlsEngine(), unsent::add)
        isTunnelFresh = false
        val tls = tls
        if (tls == null) {
            reader.read(inbox.array(), 0, count)
        } else {
            tls.receive(inbox.array(), 0, count, reader::read)
            flush()
        }
    }

    private fun answer(request: LoadRequest) {
        if (request.method == "CONNECT") {
            isTunnelFresh = true
            send(ByteBuffer.wrap(TUNNEL_IS_OPEN))
        } else {
            server.answer(request, this)
        }
    }

    private fun respond(
        head: ByteArray,
        bodySize: Long,
    ) {
        bodyPosition = 0
        bodyEnd = bodySize
        val first = minOf(bodySize, TOGETHER_WITH_HEAD).toInt()
        send(
            ByteBuffer
                .allocate(head.size + first)
                .put(head)
                .put(nextOfBody(first))
                .flip(),
        )
    }

    private fun send(bytes: ByteBuffer) {
        enqueue(bytes)
        flush()
    }

    private fun enqueue(bytes: ByteBuffer) {
        tls?.seal(bytes) ?: unsent.add(bytes)
    }

    private fun flush() {
        if (!channel.isOpen) return
        while (unsent.isNotEmpty() || bodyPosition < bodyEnd) {
            if (unsent.isEmpty()) {
                enqueue(
                    nextOfBody(minOf(bodyEnd - bodyPosition, LoadPattern.PERIOD.toLong()).toInt()),
                )
            }
            val next = unsent.first()
            channel.write(next)
            if (next.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ or SelectionKey.OP_WRITE)
                return
            }
            unsent.removeFirst()
        }
        key.interestOps(SelectionKey.OP_READ)
    }

    private fun nextOfBody(count: Int) = LoadPattern.at(bodyPosition, count).also { bodyPosition += count }

    private inline fun closingOnFailure(block: () -> Unit) {
        try {
            if (channel.isOpen) block()
        } catch (_: IOException) {
            // The client has left; so do most.
            close()
        }
    }

    private companion object {
        const val TLS_HANDSHAKE: Byte = 22
        const val TOGETHER_WITH_HEAD = 16L * 1024
        val TUNNEL_IS_OPEN = "HTTP/1.1 200 Connection established\r\n\r\n".toByteArray()

        fun head(size: Long) = "HTTP/1.1 200 OK\r\nContent-Length: $size\r\n\r\n".toByteArray()
    }
}

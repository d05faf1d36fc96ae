package dev.proxyrotator.testkit

import java.io.EOFException
import java.nio.ByteBuffer
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLEngineResult.HandshakeStatus
import javax.net.ssl.SSLEngineResult.Status

/** TLS of one connection of a [LoadServer], over the JDK's engine alone; [send] takes what is to leave. */
internal class LoadTls(
    private val engine: SSLEngine,
    private val send: (ByteBuffer) -> Unit,
) {
    private var sealed = ByteBuffer.allocate(engine.session.packetBufferSize)
    private val plain = ByteBuffer.allocate(engine.session.applicationBufferSize)

    /** Takes what arrived and hands over what is in it. */
    fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
        onPlain: (ByteArray, Int, Int) -> Unit,
    ) {
        keep(bytes, start, end)
        sealed.flip()
        do {
            plain.clear()
            val result = engine.unwrap(sealed, plain)
            if (result.status == Status.CLOSED) throw EOFException("The client has said that it closes")
            advance()
            if (plain.position() > 0) onPlain(plain.array(), 0, plain.position())
        } while (result.status == Status.OK && result.bytesConsumed() > 0)
        sealed.compact()
    }

    /** Sends [source] encrypted. */
    fun seal(source: ByteBuffer) {
        while (source.hasRemaining()) wrap(source)
    }

    private fun keep(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        if (sealed.remaining() < end - start) {
            sealed = ByteBuffer.allocate(sealed.position() + end - start).put(sealed.flip())
        }
        sealed.put(bytes, start, end - start)
    }

    private fun advance() {
        while (true) {
            when (engine.handshakeStatus) {
                HandshakeStatus.NEED_TASK -> generateSequence { engine.delegatedTask }.forEach(Runnable::run)
                HandshakeStatus.NEED_WRAP -> if (wrap(ByteBuffer.allocate(0)) == 0) return
                else -> return
            }
        }
    }

    private fun wrap(source: ByteBuffer): Int {
        val record = ByteBuffer.allocate(engine.session.packetBufferSize)
        val result = engine.wrap(source, record)
        if (result.status == Status.CLOSED) throw EOFException("TLS is over")
        if (record.flip().hasRemaining()) send(record)
        return result.bytesProduced()
    }
}

package dev.proxyrotator.engine.tls

import java.nio.ByteBuffer
import java.util.concurrent.locks.ReentrantLock
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLEngineResult
import kotlin.concurrent.withLock

/** The outbound half of a [TlsCodec]: records leave in the order in which they are made, whoever makes them. */
internal class TlsWriter(
    private val engine: SSLEngine,
) {
    // Fair: who answers the peer waits for one record of a long body and not for all of it.
    private val order = ReentrantLock(true)

    fun write(
        bytes: ByteArray,
        start: Int,
        end: Int,
        output: TlsOutput,
    ) {
        val plaintext = ByteBuffer.wrap(bytes, start, end - start)
        while (plaintext.hasRemaining()) {
            val result = wrap(plaintext, output)
            if (result.status == SSLEngineResult.Status.CLOSED) {
                throw TlsFailure(TlsFailure.Kind.CLOSED, "the TLS connection is closed")
            }
            if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                throw TlsFailure(TlsFailure.Kind.PROTOCOL, "TLS takes no data in the state ${result.handshakeStatus}")
            }
        }
    }

    /** Sends one record of what the engine itself has to say, if there is any. */
    fun writeHandshake(output: TlsOutput): SSLEngineResult = wrap(ByteBuffer.allocate(0), output)

    /** Says goodbye, or why, as far as that still works. */
    fun close(output: TlsOutput) {
        try {
            order.withLock {
                engine.closeOutbound()
                do {
                    val written = writeHandshake(output).bytesProduced()
                } while (written > 0 && !engine.isOutboundDone)
            }
        } catch (_: Exception) {
            // The connection ends anyhow.
        }
    }

    private fun wrap(
        plaintext: ByteBuffer,
        output: TlsOutput,
    ): SSLEngineResult =
        ScratchBuffers.lend { scratch ->
            order.withLock {
                var packet = scratch
                var result = engineCall { engine.wrap(plaintext, packet) }
                if (result.status == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                    packet = ByteBuffer.allocate(engine.session.packetBufferSize)
                    result = engineCall { engine.wrap(plaintext, packet) }
                }
                if (packet.position() > 0) output.send(packet.array(), 0, packet.position())
                result
            }
        }
}

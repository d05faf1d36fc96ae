package dev.proxyrotator.engine.tls

import java.nio.ByteBuffer
import java.security.cert.X509Certificate
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLEngineResult
import javax.net.ssl.SSLEngineResult.HandshakeStatus
import javax.net.ssl.SSLPeerUnverifiedException

/**
 * TLS between byte arrays: ciphertext in, plaintext out and the other way round, without sockets, threads or waits.
 *
 * One thread at a time calls [begin], [receive], [tasksDone] and [endOfInput]; another one may call [send] or [close]
 * meanwhile. Every function but [close] throws [TlsFailure] when TLS fails, after the peer was told by an alert; the codec
 * is of no more use then.
 */
internal class TlsCodec(
    private val engine: SSLEngine,
) {
    private val writer = TlsWriter(engine)
    private val rest = RecordRest()
    private var tasks = Tasks.NONE
    private var isBegun = false
    private var hasReceivedRecord = false

    @Volatile
    private var isHandshakeDone = false

    @Volatile
    private var isClosing = false

    @Volatile
    private var failure: TlsFailure? = null

    /** Whether the peer said that no more data follows (`close_notify`). */
    @Volatile
    var isClosedByPeer: Boolean = false
        private set

    /** `TLSv1.3` or `TLSv1.2`, after the handshake. */
    val protocol: String get() = engine.session.protocol

    /** What the peer showed, its own certificate first; empty before the handshake is done. */
    val peerCertificates: List<X509Certificate>
        get() =
            try {
                engine.session.peerCertificates.filterIsInstance<X509Certificate>()
            } catch (_: SSLPeerUnverifiedException) {
                emptyList()
            }

    /** Input that waits for the rest of its record, or for tasks. */
    val keptBytes: Int get() = rest.bytes.size

    /** Sends the ClientHello. */
    fun begin(output: TlsOutput) =
        guarded(output) {
            isBegun = true
            engineCall { engine.beginHandshake() }
            advance(output)
            handOverTasks(output)
        }

    /** Takes ciphertext; what is not a whole record yet, and all that comes while tasks run, is kept. */
    fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
        output: TlsOutput,
    ) = guarded(output) {
        var position = completeRest(bytes, start, end, output)
        if (rest.isEmpty) position = unwrapRecords(bytes, position, end, output)
        if (!isClosedByPeer) rest.append(bytes, position, end)
        handOverTasks(output)
    }

    /** The tasks given to [TlsOutput.runTasks] have all run. */
    fun tasksDone(output: TlsOutput) =
        guarded(output) {
            tasks = Tasks.NONE
            advance(output)
            unwrapRest(output)
            handOverTasks(output)
        }

    /** Encrypts data for the peer, after [TlsOutput.handshakeDone]. */
    fun send(
        bytes: ByteArray,
        start: Int,
        end: Int,
        output: TlsOutput,
    ) {
        failure?.let { throw it }
        check(isHandshakeDone) { "Data before the end of the handshake" }
        writer.write(bytes, start, end, output)
    }

    /** Tells the peer that no more data follows, as far as that still works. */
    fun close(output: TlsOutput) {
        isClosing = true
        if (isBegun) writer.close(output)
    }

    /** The connection ended: well, if the peer had said so, else with a [TlsFailure]. */
    fun endOfInput() {
        if (isClosedByPeer) return
        failure?.let { throw it }
        throw when {
            !TlsRecord.mayStartHandshake(rest.bytes, rest.start, rest.end) && !hasReceivedRecord ->
                TlsRecord.notTls(rest.bytes, rest.start, rest.end)

            isHandshakeDone -> TlsFailure(TlsFailure.Kind.TRUNCATED, "the connection ended without close_notify")

            else -> TlsFailure(TlsFailure.Kind.TRUNCATED, "the connection ended during the TLS handshake")
        }.also { failure = it }
    }

    /** Fills the record whose beginning is kept, and no more: what follows is decrypted where it lies. */
    private fun completeRest(
        bytes: ByteArray,
        start: Int,
        end: Int,
        output: TlsOutput,
    ): Int {
        var position = start
        while (position < end && !rest.isEmpty && mayUnwrap()) {
            val taken = minOf(rest.missing(), end - position)
            rest.append(bytes, position, position + taken)
            position += taken
            unwrapRest(output)
        }
        return position
    }

    private fun unwrapRest(output: TlsOutput) {
        if (!rest.isEmpty) rest.discardTo(unwrapRecords(rest.bytes, rest.start, rest.end, output))
    }

    private fun unwrapRecords(
        bytes: ByteArray,
        start: Int,
        end: Int,
        output: TlsOutput,
    ): Int {
        var position = start
        while (mayUnwrap()) {
            if (!hasReceivedRecord) checkAnswer(bytes, position, end)
            val length = TlsRecord.length(bytes, position, end)
            if (length == 0 || end - position < length) break
            unwrap(bytes, position, length, output)
            position += length
        }
        return position
    }

    private fun mayUnwrap() = tasks == Tasks.NONE && !isClosedByPeer

    private fun checkAnswer(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        if (end - start < TlsRecord.HEADER) return
        if (!TlsRecord.mayStartHandshake(bytes, start, end)) throw TlsRecord.notTls(bytes, start, end)
        hasReceivedRecord = true
    }

    private fun unwrap(
        bytes: ByteArray,
        start: Int,
        length: Int,
        output: TlsOutput,
    ) {
        val wasDone = isHandshakeDone
        val record = ByteBuffer.wrap(bytes, start, length)
        val result = ScratchBuffers.lend { decrypt(record, it, output) }
        if (result.status == SSLEngineResult.Status.CLOSED) return closedByPeer()
        if (result.status != SSLEngineResult.Status.OK || record.hasRemaining()) {
            throw TlsFailure(TlsFailure.Kind.PROTOCOL, "TLS takes no record in the state ${result.handshakeStatus}")
        }
        if (wasDone) refuseRenegotiation(result.handshakeStatus)
        if (result.handshakeStatus == HandshakeStatus.FINISHED) handshakeDone(output)
        advance(output)
    }

    private fun decrypt(
        record: ByteBuffer,
        scratch: ByteBuffer,
        output: TlsOutput,
    ): SSLEngineResult {
        var plaintext = scratch
        var result = engineCall { engine.unwrap(record, plaintext) }
        if (result.status == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            plaintext = ByteBuffer.allocate(engine.session.applicationBufferSize)
            result = engineCall { engine.unwrap(record, plaintext) }
        }
        if (plaintext.position() > 0) output.receive(plaintext.array(), 0, plaintext.position())
        return result
    }

    private fun closedByPeer() {
        isClosedByPeer = true
        if (!isHandshakeDone) throw TlsFailure(TlsFailure.Kind.ALERT, "the peer ended the TLS handshake")
    }

    /** In TLS 1.3 there is none; what follows a handshake there are tickets and new keys. */
    private fun refuseRenegotiation(status: HandshakeStatus) {
        if (status == HandshakeStatus.NOT_HANDSHAKING || isClosing || protocol == "TLSv1.3") return
        throw TlsFailure(TlsFailure.Kind.PROTOCOL, "the peer asks for a second handshake (renegotiation)")
    }

    /** Lets the engine say what it has to say, until it needs the peer or its tasks. */
    private fun advance(output: TlsOutput) {
        while (true) {
            when (engine.handshakeStatus) {
                HandshakeStatus.NEED_TASK -> {
                    tasks = Tasks.WANTED
                    return
                }

                HandshakeStatus.NEED_WRAP -> {
                    val result = writer.writeHandshake(output)
                    if (result.handshakeStatus == HandshakeStatus.FINISHED) handshakeDone(output)
                    if (result.bytesProduced() == 0) return
                }

                else -> {
                    return
                }
            }
        }
    }

    private fun handshakeDone(output: TlsOutput) {
        if (isHandshakeDone) return
        isHandshakeDone = true
        output.handshakeDone()
    }

    /** The last thing a call does, since tasks that run at once call back at once. */
    private fun handOverTasks(output: TlsOutput) {
        if (tasks != Tasks.WANTED) return
        tasks = Tasks.RUNNING
        output.runTasks(generateSequence { engine.delegatedTask }.toList())
    }

    private inline fun guarded(
        output: TlsOutput,
        block: () -> Unit,
    ) {
        failure?.let { throw it }
        try {
            block()
        } catch (error: TlsFailure) {
            if (failure == null) {
                failure = error
                writer.close(output)
            }
            throw error
        }
    }

    private enum class Tasks { NONE, WANTED, RUNNING }
}

package dev.proxyrotator.testkit

import java.io.BufferedInputStream
import java.io.ByteArrayOutputStream
import java.io.EOFException
import java.io.FilterInputStream
import java.io.InputStream
import java.io.OutputStream
import java.net.Socket
import kotlin.time.Duration

/**
 * One connection of a [ScriptedServer], in the hands of its script. Every `send` is a write of its own and leaves at
 * once. When the client closes, reading returns `null` or throws, and so ends the script.
 */
class ScriptedConnection internal constructor(
    private val socket: Socket,
    /** How many connections came before this one. */
    val index: Int,
    private val log: RequestLog,
) {
    private val record = ByteArrayOutputStream()
    private var input: InputStream = Recorded(socket.getInputStream())
    private var output: OutputStream = socket.getOutputStream()

    /** All that the script has read, exactly; what came through TLS in the clear. Octets are characters. */
    val received: String get() = synchronized(record) { record.toString(Charsets.ISO_8859_1) }

    /** The next head, without the body that may follow, or `null` when the client closed. */
    fun readHead(): ReceivedRequest? {
        val raw = StringBuilder(input.readHttpLine() ?: return null)
        while (true) {
            val line = input.readHttpLine() ?: throw EOFException("The connection ended in a head")
            if (line.isEmpty()) break
            raw.append("\r\n").append(line)
        }
        return ReceivedRequest(MessageHead(raw.toString())).also(log::add)
    }

    /** The body that [request] announces, without its chunk sizes. */
    fun readBody(request: ReceivedRequest): ByteArray {
        val body = ByteArrayOutputStream()
        input.copyBody(request.head.requestFraming(), body, decoded = true)
        return body.toByteArray()
    }

    /** The next request as far as its body, or `null` when the client closed. */
    fun readRequest(): ReceivedRequest? {
        val request = readHead() ?: return null
        return ReceivedRequest(request.head, readBody(request))
    }

    /** Exactly [count] bytes. */
    fun read(count: Int): ByteArray {
        val bytes = input.readNBytes(count)
        if (bytes.size < count) throw EOFException("The connection ended after ${bytes.size} of $count bytes")
        return bytes
    }

    /** Reads on until the client closes. */
    fun awaitClose() = input.copyAll(OutputStream.nullOutputStream())

    /** Octets for characters. */
    fun send(text: String) = send(text.toByteArray(Charsets.ISO_8859_1))

    fun send(bytes: ByteArray) {
        output.write(bytes)
        output.flush()
    }

    /** The same bytes in two writes, the second one from [at] on. */
    fun sendSplit(
        text: String,
        at: Int,
    ) {
        send(text.take(at))
        send(text.drop(at))
    }

    /** The same bytes one by one, with a [pause] after each. */
    fun drip(
        text: String,
        pause: Duration = Duration.ZERO,
    ) = text.forEach {
        send(it.toString())
        if (pause.isPositive()) Thread.sleep(pause.inWholeMilliseconds)
    }

    /** Sends nothing more, and can still read. */
    fun closeOutput() = socket.shutdownOutput()

    /** Closes after [secure] as TLS wants it, with a `close_notify`. */
    fun closeSecurely() = output.close()

    /** Closes with a reset, after which the client cannot read on. */
    fun reset() {
        socket.setSoLinger(true, 0)
        socket.close()
    }

    /** From here on TLS, with [certificate] for this side. */
    fun secure(
        certificate: TestCertificate = SelfSignedCertificate.shared,
        tls: ServerTls = ServerTls(),
    ) {
        val secured = certificate.serverSide(socket, tls)
        input = Recorded(secured.getInputStream())
        output = secured.getOutputStream()
    }

    /** Only what the script takes is recorded, not what is read ahead for it. */
    private inner class Recorded(
        source: InputStream,
    ) : FilterInputStream(BufferedInputStream(source)) {
        override fun read(): Int = super.read().also { if (it >= 0) synchronized(record) { record.write(it) } }

        override fun read(
            bytes: ByteArray,
            offset: Int,
            length: Int,
        ): Int =
            super.read(bytes, offset, length).also {
                if (it > 0) synchronized(record) { record.write(bytes, offset, it) }
            }
    }
}

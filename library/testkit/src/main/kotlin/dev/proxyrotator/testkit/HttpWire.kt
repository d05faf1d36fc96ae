package dev.proxyrotator.testkit

import java.io.BufferedInputStream
import java.io.BufferedOutputStream
import java.io.EOFException
import java.io.InputStream
import java.io.OutputStream
import java.net.Socket
import java.net.SocketTimeoutException
import kotlin.time.Duration
import kotlin.time.TimeSource

/** HTTP/1.1 messages over one socket. */
internal class HttpWire(
    private val socket: Socket,
) {
    val input: InputStream = BufferedInputStream(socket.getInputStream())
    val output: OutputStream = BufferedOutputStream(socket.getOutputStream())

    /** The next head, or `null` when the other side closed the connection between two messages. */
    fun readHead(): MessageHead? {
        val startLine = input.readHttpLine() ?: return null
        val raw = StringBuilder(startLine)
        while (true) {
            val line = input.readHttpLine() ?: throw EOFException("The connection ended in a head")
            if (line.isEmpty()) return MessageHead(raw.toString())
            raw.append("\r\n").append(line)
        }
    }

    fun send(
        startLine: String,
        fields: List<Pair<String, String>>,
        body: ByteArray = ByteArray(0),
    ) {
        val head =
            fields.joinToString(
                "",
                prefix = "$startLine\r\n",
                postfix = "\r\n",
            ) { "${it.first}: ${it.second}\r\n" }
        output.write(head.toByteArray(Charsets.ISO_8859_1))
        output.write(body)
        output.flush()
    }

    /** Waits; the other side's close ends it early with an [EOFException], so that nobody waits for one who has left. */
    fun pause(duration: Duration) {
        val end = TimeSource.Monotonic.markNow() + duration
        while (!end.hasPassedNow()) {
            // A byte that is there already was sent ahead, and says nothing about a close.
            if (input.available() > 0) return Thread.sleep((-end.elapsedNow()).inWholeMilliseconds.coerceAtLeast(0))
            if (!isSilentFor(-end.elapsedNow())) throw EOFException("The other side closed during a pause")
        }
    }

    /** From here on a close is a reset, after which the client cannot read on. */
    fun resetOnClose() = socket.setSoLinger(true, 0)

    /** Reads and drops until the other side closes. */
    fun awaitClose() {
        input.copyAll(OutputStream.nullOutputStream())
    }

    private fun isSilentFor(duration: Duration): Boolean {
        input.mark(1)
        socket.soTimeout = duration.inWholeMilliseconds.coerceIn(1, Int.MAX_VALUE.toLong()).toInt()
        try {
            if (input.read() == -1) return false
            input.reset()
        } catch (_: SocketTimeoutException) {
            // The pause is over.
        } finally {
            socket.soTimeout = 0
        }
        return true
    }
}

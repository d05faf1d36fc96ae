package dev.proxyrotator.samples.server

import java.io.InputStream
import java.net.InetAddress
import java.net.Socket

/** A response as it was on the wire; [body] without its chunked framing. */
internal class RawResponse(
    val head: String,
    val body: ByteArray,
    /** Whether it came to its end. */
    val isWhole: Boolean,
) {
    /** 0 when nothing came at all. */
    val status: Int = head.split(' ').getOrNull(1)?.toInt() ?: 0
    val text: String get() = body.decodeToString()

    fun header(name: String): String? =
        head
            .lines()
            .firstOrNull { it.startsWith("$name:", ignoreCase = true) }
            ?.substringAfter(':')
            ?.trim()
}

/** A connection on which requests are written by hand, since clients that behave do not write the wrong ones. */
internal class RawConnection(
    port: Int,
) : AutoCloseable {
    private val socket = Socket(InetAddress.getLoopbackAddress(), port)
    val input: InputStream = socket.getInputStream()

    fun send(text: String) {
        socket.getOutputStream().write(text.toByteArray(Charsets.ISO_8859_1))
        socket.getOutputStream().flush()
    }

    /** Up to the blank line. */
    fun readHead(): String =
        buildString {
            while (!endsWith("\r\n\r\n")) {
                val byte = input.read()
                if (byte < 0) break
                append(byte.toChar())
            }
        }

    /** The response to a request with `Connection: close`. */
    fun readResponse(): RawResponse {
        val head = readHead()
        val rest = input.readAllBytes()
        if ("transfer-encoding: chunked" in head.lowercase()) return dechunked(head, rest)
        val length = RawResponse(head, rest, true).header("Content-Length")?.toInt()
        return RawResponse(head, rest, head.isNotEmpty() && (length == null || rest.size == length))
    }

    override fun close() = socket.close()

    private fun dechunked(
        head: String,
        bytes: ByteArray,
    ): RawResponse {
        val body = ArrayList<Byte>()
        var at = 0
        while (true) {
            val end = (at until bytes.size).firstOrNull { bytes[it] == '\n'.code.toByte() }
            val size = end?.let { bytes.decodeToString(at, it).trim().toInt(radix = 16) }
            if (end == null || size == null || end + 1 + size > bytes.size) break
            if (size == 0) return RawResponse(head, body.toByteArray(), isWhole = true)
            body.addAll(bytes.slice(end + 1..end + size))
            at = end + 1 + size + 2
        }
        return RawResponse(head, body.toByteArray(), isWhole = false)
    }
}

/** Sends a request with [line], such as `GET /proxy/ HTTP/1.1`, and these [fields] and this [body]. */
internal fun ask(
    port: Int,
    line: String,
    vararg fields: String,
    body: String = "",
): RawResponse =
    RawConnection(port).use { connection ->
        val head = listOf(line, "Host: somewhere.example", "Connection: close") + fields
        connection.send(head.joinToString("\r\n") + "\r\n\r\n" + body)
        connection.readResponse()
    }

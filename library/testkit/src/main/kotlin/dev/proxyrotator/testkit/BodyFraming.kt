package dev.proxyrotator.testkit

import java.io.EOFException
import java.io.InputStream
import java.io.OutputStream

/** Where the body of a message ends (RFC 9112 §6.3). */
internal sealed interface BodyFraming {
    object None : BodyFraming

    class Length(
        val bytes: Long,
    ) : BodyFraming

    object Chunked : BodyFraming

    object UntilClose : BodyFraming
}

internal fun MessageHead.requestFraming(): BodyFraming = framing(otherwise = BodyFraming.None)

internal fun MessageHead.responseFraming(requestMethod: String): BodyFraming =
    if (requestMethod == "HEAD" || status < 200 || status == 204 || status == 304) {
        BodyFraming.None
    } else {
        framing(otherwise = BodyFraming.UntilClose)
    }

internal val MessageHead.status: Int get() = startLine.split(' ')[1].toInt()

private fun MessageHead.framing(otherwise: BodyFraming): BodyFraming =
    when {
        field("Transfer-Encoding")?.endsWith("chunked", ignoreCase = true) == true -> BodyFraming.Chunked
        else -> field("Content-Length")?.let { BodyFraming.Length(it.toLong()) } ?: otherwise
    }

/** Copies one body and nothing beyond it; [decoded] leaves chunk sizes and trailers out. */
internal fun InputStream.copyBody(
    framing: BodyFraming,
    to: OutputStream,
    decoded: Boolean = false,
) {
    when (framing) {
        BodyFraming.None -> Unit
        is BodyFraming.Length -> copyExactly(framing.bytes, to)
        BodyFraming.Chunked -> copyChunks(to, decoded)
        BodyFraming.UntilClose -> copyAll(to)
    }
}

/** Copies and flushes until the end of the stream. */
internal fun InputStream.copyAll(to: OutputStream) {
    val buffer = ByteArray(BUFFER_SIZE)
    while (true) {
        val count = read(buffer)
        if (count == -1) return
        to.write(buffer, 0, count)
        to.flush()
    }
}

/** A line without its end, or `null` at the end of the stream. */
internal fun InputStream.readHttpLine(): String? {
    val line = StringBuilder()
    while (true) {
        when (val byte = read()) {
            -1 -> return if (line.isEmpty()) null else throw EOFException("The connection ended in the line '$line'")
            '\n'.code -> return line.removeSuffix("\r").toString()
            else -> line.append(byte.toChar())
        }
    }
}

private fun InputStream.copyExactly(
    bytes: Long,
    to: OutputStream,
) {
    val buffer = ByteArray(BUFFER_SIZE)
    var left = bytes
    while (left > 0) {
        val count = read(buffer, 0, minOf(left, BUFFER_SIZE.toLong()).toInt())
        if (count == -1) throw EOFException("The body ended with $left of $bytes bytes missing")
        to.write(buffer, 0, count)
        to.flush()
        left -= count
    }
}

private fun InputStream.copyChunks(
    to: OutputStream,
    decoded: Boolean,
) {
    fun passLine(): String {
        val line = readHttpLine() ?: throw EOFException("The body ended between two chunks")
        if (!decoded) to.write("$line\r\n".toByteArray(Charsets.ISO_8859_1))
        return line
    }
    do {
        val size = passLine().substringBefore(';').trim().toLong(radix = 16)
        copyExactly(size, to)
        if (size > 0) passLine()
    } while (size > 0)
    do {
        val trailer = passLine()
    } while (trailer.isNotEmpty())
    to.flush()
}

private const val BUFFER_SIZE = 8192

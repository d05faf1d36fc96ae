package dev.proxyrotator.testkit

/** Puts an [OriginAnswer] on the wire, in answer to [request]. */
internal class OriginReply(
    private val wire: HttpWire,
    private val request: ReceivedRequest,
) {
    private val wantsBody = request.method != "HEAD"

    fun send(answer: OriginAnswer) =
        when (answer) {
            is OriginAnswer.Whole -> sendWhole(answer)
            is OriginAnswer.Chunked -> sendChunked(answer)
            is OriginAnswer.Drip -> sendDrip(answer)
        }

    private fun sendWhole(answer: OriginAnswer.Whole) {
        wire.pause(answer.delay)
        val isFramed = answer.headers.any { it.first.lowercase() in FRAMING } || answer.status in BODILESS
        val length = if (isFramed) emptyList() else listOf("Content-Length" to answer.body.size.toString())
        wire.send(startLine(answer), answer.headers + length, if (wantsBody) answer.body else ByteArray(0))
    }

    private fun sendChunked(answer: OriginAnswer.Chunked) {
        wire.send(startLine(answer), answer.headers + CHUNKED)
        if (!wantsBody) return
        answer.chunks.forEach(::sendChunk)
        wire.output.write("0\r\n\r\n".toByteArray())
        wire.output.flush()
    }

    private fun sendDrip(answer: OriginAnswer.Drip) {
        wire.send(startLine(answer), answer.headers + CHUNKED)
        while (wantsBody) {
            sendChunk(answer.piece)
            wire.pause(answer.interval)
        }
    }

    private fun sendChunk(chunk: ByteArray) {
        wire.output.write("${chunk.size.toString(radix = 16)}\r\n".toByteArray())
        wire.output.write(chunk)
        wire.output.write("\r\n".toByteArray())
        wire.output.flush()
    }

    private fun startLine(answer: OriginAnswer) = "HTTP/1.1 ${answer.status} ${reasonPhrase(answer.status)}"

    private companion object {
        val FRAMING = setOf("content-length", "transfer-encoding")
        val BODILESS = setOf(204, 304)
        val CHUNKED = "Transfer-Encoding" to "chunked"
    }
}

internal fun reasonPhrase(status: Int): String =
    when (status) {
        200 -> "OK"
        302 -> "Found"
        403 -> "Forbidden"
        404 -> "Not Found"
        407 -> "Proxy Authentication Required"
        502 -> "Bad Gateway"
        else -> "Scripted"
    }

package dev.proxyrotator.testkit

import java.util.zip.CRC32

/** A request as a [LoadServer] sees it: of its body no more than the length and the CRC-32. */
internal class LoadRequest(
    head: List<String>,
) {
    private val startLine = head.first().split(' ')
    private val fields = head.drop(1).associate { it.substringBefore(':').lowercase() to it.substringAfter(':').trim() }
    private val target = startLine[1]
    private val checksum = CRC32()

    val method = startLine[0]

    /** Of either form, absolute or origin. */
    val path: String = target.substringAfter("://").let { "/" + it.substringAfter('/') }.substringBefore('?')
    val delayMillis: Long = target.substringAfter("delay=", missingDelimiterValue = "0").toLong()
    val isChunked: Boolean = "transfer-encoding" in fields
    val length: Long = fields["content-length"]?.toLong() ?: 0

    /** The number at the end of the path. */
    val number: Long get() = path.substringAfterLast('/').toLong()

    var bodySize = 0L
        private set
    val bodyChecksum: Long get() = checksum.value

    fun take(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        checksum.update(bytes, start, end - start)
        bodySize += end - start
    }
}

/** Takes requests out of the bytes of one connection and calls [onRequest] at the end of each. */
internal class LoadRequestReader(
    private val onRequest: (LoadRequest) -> Unit,
) {
    private enum class State { HEAD, LENGTH, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS }

    private var state = State.HEAD
    private val line = StringBuilder()
    private val head = ArrayList<String>()
    private var left = 0L
    private lateinit var request: LoadRequest

    fun read(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        var at = start
        while (at < end) {
            val isBody = state == State.LENGTH || state == State.CHUNK
            at = if (isBody) readBody(bytes, at, end) else readLine(bytes, at, end)
        }
    }

    private fun readBody(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        val count = minOf(left, (end - start).toLong()).toInt()
        request.take(bytes, start, start + count)
        left -= count
        if (left == 0L) {
            if (state == State.CHUNK) {
                state = State.CHUNK_END
            } else {
                complete()
            }
        }
        return start + count
    }

    private fun readLine(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        var at = start
        while (at < end && bytes[at] != LINE_FEED) at++
        line.append(String(bytes, start, at - start, Charsets.ISO_8859_1))
        if (at == end) return end
        val complete = line.removeSuffix("\r").toString()
        line.clear()
        take(complete)
        return at + 1
    }

    private fun take(line: String) =
        when (state) {
            State.HEAD -> if (line.isEmpty()) endHead() else head.add(line).let {}
            State.CHUNK_SIZE -> beginChunk(line.substringBefore(';').toLong(radix = 16))
            State.CHUNK_END -> state = State.CHUNK_SIZE
            State.TRAILERS -> if (line.isEmpty()) complete() else Unit
            else -> error("No line in the state $state")
        }

    private fun beginChunk(size: Long) {
        left = size
        state = if (size == 0L) State.TRAILERS else State.CHUNK
    }

    private fun endHead() {
        request = LoadRequest(head.toList())
        head.clear()
        left = request.length
        when {
            request.isChunked -> state = State.CHUNK_SIZE
            left > 0 -> state = State.LENGTH
            else -> complete()
        }
    }

    private fun complete() {
        state = State.HEAD
        onRequest(request)
    }

    private companion object {
        const val LINE_FEED = '\n'.code.toByte()
    }
}

package dev.proxyrotator.engine.http1

/** Decodes a chunked body (RFC 9112, 7.1). Trailers are checked and dropped, never merged into the header. */
internal class ChunkedDecoder(
    private val limits: Http1Limits,
) {
    private enum class State {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CARRIAGE_RETURN,
        DATA_LINE_FEED,
        TRAILERS,
        COMPLETE,
    }

    private val extension = ChunkExtension()
    private val trailers = LineReader()
    private val trailer = FieldLine()
    private var state = State.SIZE
    private var digits = 0
    private var remaining = 0L
    private var lineSize = 0
    private var trailersSize = 0
    private var payload = 0L
    private var overhead = 0L

    val isComplete: Boolean get() = state == State.COMPLETE

    /** Prepares for the next body. */
    fun clear() {
        beginLine()
        trailers.clear()
        trailersSize = 0
        payload = 0
        overhead = 0
    }

    private fun beginLine() {
        state = State.SIZE
        digits = 0
        remaining = 0
        lineSize = 0
        extension.clear()
    }

    /** Hands the payload to [sink], until the body is complete or the input ends; returns the index after the last byte. */
    fun decode(
        bytes: ByteArray,
        start: Int,
        end: Int,
        sink: ResponseSink,
    ): Int {
        var at = start
        while (at < end && state != State.COMPLETE) {
            at =
                when (state) {
                    State.DATA -> takeData(bytes, at, end, sink)
                    State.TRAILERS -> takeTrailer(bytes, at, end)
                    State.DATA_CARRIAGE_RETURN, State.DATA_LINE_FEED -> takeDataEnd(bytes, at)
                    else -> takeSizeLine(bytes, at, end)
                }
        }
        return at
    }

    private fun takeData(
        bytes: ByteArray,
        start: Int,
        end: Int,
        sink: ResponseSink,
    ): Int {
        val count = minOf(remaining, (end - start).toLong()).toInt()
        remaining -= count
        payload += count
        if (remaining == 0L) state = State.DATA_CARRIAGE_RETURN
        sink.onBody(bytes, start, start + count)
        return start + count
    }

    private fun takeDataEnd(
        bytes: ByteArray,
        at: Int,
    ): Int {
        val octet = bytes[at].toInt()
        if (state == State.DATA_CARRIAGE_RETURN && octet == CARRIAGE_RETURN) {
            state = State.DATA_LINE_FEED
        } else if (state == State.DATA_LINE_FEED && octet == LINE_FEED) {
            overhead += 2
            beginLine()
        } else {
            malformed("a chunk that does not end in CRLF after the bytes its size announced")
        }
        return at + 1
    }

    private fun takeSizeLine(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        var at = start
        while (at < end && isInSizeLine()) {
            val octet = bytes[at++].toInt()
            lineSize++
            if (lineSize >
                limits.chunkLine
            ) {
                malformed("the line of a chunk size has more than ${limits.chunkLine} bytes")
            }
            when (state) {
                State.SIZE -> takeSizeByte(octet)
                State.EXTENSION -> takeExtensionByte(octet)
                else -> endSizeLine(octet)
            }
        }
        return at
    }

    private fun isInSizeLine() = state == State.SIZE || state == State.EXTENSION || state == State.SIZE_END

    private fun takeSizeByte(octet: Int) {
        val digit = hexValue(octet)
        if (digit >= 0) {
            digits++
            if (digits > limits.chunkSizeDigits) malformed("a chunk size of more than ${limits.chunkSizeDigits} digits")
            remaining = (remaining shl 4) or digit.toLong()
            if (remaining < 0) malformed("a chunk size beyond 63 bits")
            return
        }
        if (digits == 0) malformed("a chunk size that is not a hexadecimal number")
        if (octet == CARRIAGE_RETURN) {
            state = State.SIZE_END
        } else {
            state = State.EXTENSION
            takeExtensionByte(octet)
        }
    }

    private fun takeExtensionByte(octet: Int) {
        if (octet == CARRIAGE_RETURN && extension.mayEnd) {
            state = State.SIZE_END
        } else if (!extension.take(octet)) {
            malformed("a chunk size followed by something that is neither CRLF nor a chunk extension")
        }
    }

    private fun endSizeLine(octet: Int) {
        if (octet != LINE_FEED) malformed("a chunk size with a bare CR")
        overhead += lineSize
        // A peer that wraps each byte in a kibibyte of extensions makes us read without end for nothing.
        if (overhead >= limits.chunkOverhead && payload < (overhead + payload) / 4) {
            malformed("chunk lines that outweigh the payload by far")
        }
        state = if (remaining == 0L) State.TRAILERS else State.DATA
    }

    private fun takeTrailer(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        val at = trailers.read(bytes, start, end)
        val size = trailersSize + if (trailers.hasLine) trailers.length else trailers.unfinished
        if (size > limits.trailers) malformed("trailers of more than ${limits.trailers} bytes")
        if (trailers.hasLine) {
            trailersSize = size
            if (trailers.start == trailers.end) {
                state = State.COMPLETE
            } else {
                trailer.parse(trailers.array, trailers.start, trailers.end)?.let { malformed("a trailer line $it") }
            }
        }
        return at
    }
}

package dev.proxyrotator.engine.tunnel

import dev.proxyrotator.engine.http1.BodyFraming
import dev.proxyrotator.engine.http1.ChunkedDecoder
import dev.proxyrotator.engine.http1.FramingFields
import dev.proxyrotator.engine.http1.Http1Limits
import dev.proxyrotator.engine.http1.KnownField
import dev.proxyrotator.engine.http1.MalformedMessageException
import dev.proxyrotator.engine.http1.PayloadSink
import dev.proxyrotator.engine.http1.ResponseHead
import dev.proxyrotator.engine.http1.ResponseHeaders

/** A body that is read only because something else is to follow on its connection: no more than 64 KiB of it. */
internal class UnwantedBody private constructor(
    framing: BodyFraming,
) {
    private val chunks = if (framing == BodyFraming.Chunked) ChunkedDecoder(Http1Limits.Connect) else null
    private var remaining = if (framing is BodyFraming.Length) framing.bytes else 0
    private var skipped = 0

    val isComplete: Boolean get() = chunks?.isComplete ?: (remaining == 0L)

    /** Whether its end is too far or in doubt. */
    var isHopeless = remaining > LONGEST
        private set

    /** Takes bytes of the body and returns the index after the last one taken. */
    fun skip(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        val at = if (chunks == null) skipLength(start, end) else skipChunks(chunks, bytes, start, end)
        skipped += at - start
        if (skipped > LONGEST) isHopeless = true
        return at
    }

    private fun skipLength(
        start: Int,
        end: Int,
    ): Int {
        val count = minOf(remaining, (end - start).toLong()).toInt()
        remaining -= count
        return start + count
    }

    private fun skipChunks(
        chunks: ChunkedDecoder,
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int =
        try {
            chunks.decode(bytes, start, end, Nowhere)
        } catch (_: MalformedMessageException) {
            isHopeless = true
            end
        }

    companion object {
        private const val LONGEST = 64 * 1024
        private val Nowhere = PayloadSink { _, _, _ -> }

        /** What follows [head]; `null` when nothing more can be asked over its connection. */
        fun of(head: ResponseHead): UnwantedBody? =
            try {
                val fields = framingFields(head.headers)
                val status = head.status.value
                val framing = fields.framing(head.version, status, isHead = false)
                if (fields.keepsConnection(head.version, status, framing)) UnwantedBody(framing) else null
            } catch (_: MalformedMessageException) {
                null
            }

        private fun framingFields(headers: ResponseHeaders): FramingFields {
            val fields = FramingFields()
            headers.forEach { name, values ->
                val field = KnownField.find(name)
                if (field != null) values.forEach { fields.take(field, it) }
            }
            return fields
        }
    }
}

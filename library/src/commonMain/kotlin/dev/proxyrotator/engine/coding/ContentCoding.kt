package dev.proxyrotator.engine.coding

import dev.proxyrotator.engine.http1.forEachElement
import dev.proxyrotator.engine.http1.isElement
import dev.proxyrotator.failure.ResponseDecodingException.Reason

/** What is undone here. */
internal enum class ContentCoding {
    GZIP,
    DEFLATE,
    ;

    fun open(inflations: InflationFactory): ContentDecoder =
        when (this) {
            GZIP -> GzipDecoder(inflations.open(isWrapped = false))
            DEFLATE -> DeflateDecoder(inflations)
        }

    companion object {
        /** What a request accepts that says nothing of it. */
        const val ACCEPTED = "gzip, deflate"

        private const val MAX_STACKED = 2

        /**
         * The codings in the order in which they were applied, by the lines of `Content-Encoding` (RFC 9110 §8.4);
         * none when one of them is not known, or there is none but `identity`.
         *
         * @throws UndecodableException when there are too many
         */
        fun of(lines: List<String>): List<ContentCoding> {
            val codings = ArrayList<ContentCoding>(1)
            for (line in lines) {
                forEachElement(line) { start, end ->
                    if (start < end && !isElement(line, start, end, "identity")) {
                        codings.add(named(line, start, end) ?: return emptyList())
                    }
                }
            }
            if (codings.size > MAX_STACKED) {
                throw UndecodableException(Reason.CODINGS, "${codings.size} codings on top of each other")
            }
            return codings
        }

        private fun named(
            line: String,
            start: Int,
            end: Int,
        ): ContentCoding? =
            when {
                isElement(line, start, end, "gzip") || isElement(line, start, end, "x-gzip") -> GZIP
                isElement(line, start, end, "deflate") -> DEFLATE
                else -> null
            }
    }
}

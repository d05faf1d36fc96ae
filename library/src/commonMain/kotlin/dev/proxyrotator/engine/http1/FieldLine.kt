package dev.proxyrotator.engine.http1

/** The parts of one header or trailer line (RFC 9112, 5), as places in its bytes. Used again for the next line. */
internal class FieldLine {
    var nameEnd = 0
        private set
    var nameHash = 0
        private set
    var valueStart = 0
        private set
    var valueEnd = 0
        private set

    /** Whether the value has no byte above 0x7f. */
    var isAscii = true
        private set

    /** Finds the parts, or returns what is wrong with the line, which must not be empty. */
    fun parse(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): String? {
        var at = start
        var hash = 0
        while (at < end && isToken(bytes[at].toInt())) {
            hash = KnownField.nextHash(hash, bytes[at].toInt())
            at++
        }
        if (at == start || at == end || bytes[at].toInt() != COLON) return nameFlaw(bytes, start, at, end)
        nameEnd = at
        nameHash = hash
        return parseValue(bytes, at + 1, end)
    }

    private fun parseValue(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): String? {
        val from = skipOptionalSpace(bytes, start, end)
        val to = trimOptionalSpace(bytes, from, end)
        var union = 0
        for (at in from until to) {
            val octet = bytes[at].toInt()
            if (!isFieldValue(octet)) return valueFlaw(octet)
            union = union or octet
        }
        valueStart = from
        valueEnd = to
        isAscii = union >= 0
        return null
    }
}

private fun nameFlaw(
    bytes: ByteArray,
    start: Int,
    at: Int,
    end: Int,
): String =
    when {
        at == end -> "has no colon"
        at == start && isOptionalSpace(bytes[at].toInt()) -> "begins with white space (obsolete line folding)"
        at == start && bytes[at].toInt() == COLON -> "has an empty name"
        isOptionalSpace(bytes[at].toInt()) -> "has white space in or after its name"
        else -> "has a character in its name that is not allowed there"
    }

private fun valueFlaw(octet: Int): String =
    if (octet == CARRIAGE_RETURN) "has a bare CR in its value" else "has a control character in its value"

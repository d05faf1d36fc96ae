package dev.proxyrotator.engine.http1

import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode

// "HTTP/1.1 200" and the places of what differs in it.
private const val SHORTEST = 12
private const val PREFIX = "HTTP/1."
private const val MINOR_AT = 7
private const val SPACE_AT = 8
private const val CODE_AT = 9
private val CODES = 100..599

private val WELL_KNOWN =
    arrayOfNulls<HttpStatusCode>(CODES.last + 1).also { table ->
        HttpStatusCode.allStatusCodes.forEach { if (it.value in CODES) table[it.value] = it }
    }

/** The version of a status line (RFC 9112, 4): 1.0 or 1.1. */
internal fun readVersion(
    bytes: ByteArray,
    start: Int,
    end: Int,
): HttpProtocolVersion {
    if (end - start < SHORTEST || !beginsWithHttp1(bytes, start) || bytes[start + SPACE_AT].toInt() != SPACE) {
        failAt(bytes, start, end)
    }
    return when (bytes[start + MINOR_AT].toInt()) {
        '1'.code -> HttpProtocolVersion.HTTP_1_1
        '0'.code -> HttpProtocolVersion.HTTP_1_0
        else -> failAt(bytes, start, end)
    }
}

/** The status of a line whose version was read: one of Ktor's when code and reason phrase are the same. */
internal fun readStatus(
    bytes: ByteArray,
    start: Int,
    end: Int,
): HttpStatusCode {
    val code = readCode(bytes, start + CODE_AT)
    val afterCode = start + SHORTEST
    if (code !in CODES || (afterCode < end && bytes[afterCode].toInt() != SPACE)) failAt(bytes, start, end)
    val from = skipOptionalSpace(bytes, afterCode, end)
    val to = trimOptionalSpace(bytes, from, end)
    val known = WELL_KNOWN[code]
    return if (known != null && isText(known.description, bytes, from, to)) {
        known
    } else {
        HttpStatusCode(code, readReason(bytes, from, to))
    }
}

private fun beginsWithHttp1(
    bytes: ByteArray,
    start: Int,
): Boolean {
    for (at in PREFIX.indices) if (bytes[start + at].toInt() != PREFIX[at].code) return false
    return true
}

private fun readCode(
    bytes: ByteArray,
    at: Int,
): Int {
    var code = 0
    for (digit in at until at + 3) {
        if (!isDigit(bytes[digit].toInt())) return -1
        code = code * 10 + (bytes[digit] - '0'.code)
    }
    return code
}

private fun isText(
    text: String,
    bytes: ByteArray,
    start: Int,
    end: Int,
): Boolean {
    if (text.length != end - start) return false
    for (at in text.indices) if (text[at].code != bytes[start + at].toInt()) return false
    return true
}

private fun readReason(
    bytes: ByteArray,
    start: Int,
    end: Int,
): String {
    var union = 0
    for (at in start until end) {
        val octet = bytes[at].toInt()
        if (!isFieldValue(octet)) malformed("a control character in the reason phrase, at byte ${at - start}")
        union = union or octet
    }
    return latin1(bytes, start, end, isAscii = union >= 0)
}

private fun failAt(
    bytes: ByteArray,
    start: Int,
    end: Int,
): Nothing = malformed(unexpectedStart(bytes, start, end) ?: "not an HTTP/1 status line: ${quoted(bytes, start, end)}")

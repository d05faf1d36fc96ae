package dev.proxyrotator.engine.http1

internal const val TAB = 0x09
internal const val LINE_FEED = 0x0a
internal const val CARRIAGE_RETURN = 0x0d
internal const val SPACE = 0x20
internal const val COLON = 0x3a

private const val OCTETS = 256
private const val TOKEN = 1
private const val VALUE = 2
private const val VISIBLE = 4
private const val DELETE = 0x7f
private const val CASE_BIT = 0x20

private val KINDS = ByteArray(OCTETS) { kindsOf(it).toByte() }

private fun kindsOf(octet: Int): Int {
    val isVisible = octet in SPACE + 1 until DELETE
    val isToken = octet < DELETE && (octet.toChar().isLetterOrDigit() || octet.toChar() in "!#$%&'*+-.^_`|~")
    val isValue = isVisible || octet == SPACE || octet == TAB || octet > DELETE
    return (if (isToken) TOKEN else 0) or (if (isValue) VALUE else 0) or (if (isVisible) VISIBLE else 0)
}

/** Whether [octet] (a byte, signed or not) may be part of a token (RFC 9110, 5.6.2). */
internal fun isToken(octet: Int): Boolean = KINDS[octet and 0xff].toInt() and TOKEN != 0

/** Whether [octet] may be part of a field value: anything but control characters, HTAB allowed (RFC 9110, 5.5). */
internal fun isFieldValue(octet: Int): Boolean = KINDS[octet and 0xff].toInt() and VALUE != 0

/** Whether [octet] is a visible ASCII character. */
internal fun isVisible(octet: Int): Boolean = KINDS[octet and 0xff].toInt() and VISIBLE != 0

/** Whether [octet] is optional white space (RFC 9110, 5.6.3). */
internal fun isOptionalSpace(octet: Int): Boolean = octet == SPACE || octet == TAB

/** The index of the first byte that is no optional white space, or [end]. */
internal fun skipOptionalSpace(
    bytes: ByteArray,
    start: Int,
    end: Int,
): Int {
    var at = start
    while (at < end && isOptionalSpace(bytes[at].toInt())) at++
    return at
}

/** The index behind the last byte that is no optional white space, or [start]. */
internal fun trimOptionalSpace(
    bytes: ByteArray,
    start: Int,
    end: Int,
): Int {
    var at = end
    while (at > start && isOptionalSpace(bytes[at - 1].toInt())) at--
    return at
}

internal fun isDigit(octet: Int): Boolean = octet in '0'.code..'9'.code

/** The value of a hexadecimal digit, or -1. */
internal fun hexValue(octet: Int): Int =
    when (octet) {
        in '0'.code..'9'.code -> octet - '0'.code
        in 'a'.code..'f'.code -> octet - 'a'.code + 10
        in 'A'.code..'F'.code -> octet - 'A'.code + 10
        else -> -1
    }

/** Lower case for letters; distinct token characters other than letters may fall together. */
internal fun folded(octet: Int): Int = octet or CASE_BIT

/** The ISO-8859-1 text of the bytes; [isAscii] says that none is above 0x7f. */
internal fun latin1(
    bytes: ByteArray,
    start: Int,
    end: Int,
    isAscii: Boolean,
): String =
    when {
        start == end -> ""
        isAscii -> bytes.decodeToString(start, end)
        else -> CharArray(end - start) { (bytes[start + it].toInt() and 0xff).toChar() }.concatToString()
    }

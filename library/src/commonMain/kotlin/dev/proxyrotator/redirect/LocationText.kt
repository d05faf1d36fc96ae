package dev.proxyrotator.redirect

import dev.proxyrotator.proxy.isHexDigit

private const val ASCII_END = 0x80
private const val OCTET_END = 0x100

/** What is no part of a URI and does no harm when escaped; many a server sends it as it is. */
private const val ESCAPED = "\"<>^`{|}"

/**
 * A `Location` in nothing but the characters of a URI (RFC 3986 §2), or `null` when it has a control character, a space or
 * a backslash: those move the border between host and path, or between two header fields, in somebody's eyes.
 */
internal fun locationText(value: String): String? {
    if (value.all(::isUriCharacter) && '%' !in value) return value
    if (value.any { it <= ' ' || it == '\\' || it == '\u007f' }) return null
    return octetsOrNull(value)?.let(::escaped)
}

private fun escaped(octets: ByteArray): String =
    buildString(octets.size) {
        octets.forEachIndexed { at, octet ->
            if (isLiteral(octets, at)) {
                append(char(octet))
            } else {
                append('%').append(octet.toHexString(HexFormat.UpperCase))
            }
        }
    }

/** A percent sign is one where an escape follows that is there already. */
private fun isLiteral(
    octets: ByteArray,
    at: Int,
): Boolean {
    val char = char(octets[at])
    return octets[at] >= 0 && char !in ESCAPED && (char != '%' || isEscape(octets, at))
}

/** As they came: a header that was read as Latin-1 is in its octets what the server wrote, whatever it meant by it. */
private fun octetsOrNull(value: String): ByteArray? =
    if (value.all { it.code < OCTET_END }) {
        ByteArray(value.length) { value[it].code.toByte() }
    } else {
        try {
            value.encodeToByteArray(throwOnInvalidSequence = true)
        } catch (_: CharacterCodingException) {
            null
        }
    }

private fun isUriCharacter(char: Char): Boolean =
    char > ' ' && char.code < ASCII_END - 1 && char != '\\' && char !in ESCAPED

private fun isEscape(
    octets: ByteArray,
    at: Int,
): Boolean = at + 2 < octets.size && isHexDigit(char(octets[at + 1])) && isHexDigit(char(octets[at + 2]))

private fun char(octet: Byte): Char = octet.toInt().toChar()

package dev.proxyrotator.proxy

private const val ESCAPE_LENGTH = 3
private const val BAD_ESCAPE = "a percent sign begins an escape of two hexadecimal digits: write it as %25"

/** Decodes each `%XX` once, as UTF-8 (RFC 3986, 2.1). A `+` stays a `+`. */
internal fun percentDecode(text: String): Reading<String> {
    val decoded = StringBuilder(text.length)
    var index = 0
    while (index < text.length) {
        val escape = text.indexOf('%', index)
        if (escape < 0) return Reading.Value(decoded.append(text, index, text.length).toString())
        decoded.append(text, index, escape)
        index = escape
        while (text.getOrNull(index) == '%') {
            if (!isEscape(text, index)) return Reading.Flaw(BAD_ESCAPE, index)
            index += ESCAPE_LENGTH
        }
        val characters =
            utf8OrNull(text, escape, index) ?: return Reading.Flaw("the percent escapes are not valid UTF-8", escape)
        decoded.append(characters)
    }
    return Reading.Value(decoded.toString())
}

/** Encodes all but the unreserved characters of RFC 3986, 2.3. */
internal fun percentEncode(text: String): String =
    buildString(text.length) {
        for (byte in text.encodeToByteArray()) {
            val char = byte.toInt().toChar()
            if (isUnreserved(char)) append(char) else append('%').append(byte.toHexString(HexFormat.UpperCase))
        }
    }

private fun isEscape(
    text: String,
    at: Int,
): Boolean = at + 2 < text.length && isHexDigit(text[at + 1]) && isHexDigit(text[at + 2])

private fun utf8OrNull(
    text: String,
    start: Int,
    end: Int,
): String? {
    val bytes = ByteArray((end - start) / ESCAPE_LENGTH) { text.hexToByteAt(start + it * ESCAPE_LENGTH + 1) }
    return try {
        bytes.decodeToString(throwOnInvalidSequence = true)
    } catch (_: CharacterCodingException) {
        null
    }
}

private fun String.hexToByteAt(index: Int): Byte = substring(index, index + 2).hexToByte()

private fun isUnreserved(char: Char): Boolean =
    char in 'a'..'z' || char in 'A'..'Z' || char in '0'..'9' || char in "-._~"

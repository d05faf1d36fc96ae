package dev.proxyrotator.testkit

import kotlin.io.encoding.Base64

private const val BITS_PER_BYTE = 8
private const val BITS_PER_DIGIT = 6
private const val ALIGNMENTS = 3

/**
 * Tells whether a text holds one of these [marks], each known by what it is called, in one of the forms in which a
 * secret gets out: as it is, reversed, in base64 behind any number of other bytes, in hexadecimal, percent-encoded byte
 * by byte. The case does not matter. A mark has letters and digits alone, so that other encodings leave it as it is.
 */
class CanaryWatch(
    marks: Map<String, String>,
) {
    private val forms: List<Pair<String, String>> = marks.flatMap { (name, mark) -> formsOf(name, mark) }

    /** What the [text] holds, like "the password, reversed"; `null` when it holds nothing. */
    fun find(text: String): String? {
        val lowercase = text.lowercase()
        return forms.firstOrNull { (_, form) -> form in lowercase }?.first
    }

    private fun formsOf(
        name: String,
        mark: String,
    ): List<Pair<String, String>> {
        val hexadecimal = hexadecimal(mark.encodeToByteArray())
        val simple =
            listOf(
                "the $name" to mark,
                "the $name, reversed" to mark.reversed(),
                "the $name, in hexadecimal" to hexadecimal,
                "the $name, percent-encoded" to hexadecimal.chunked(2).joinToString("") { "%$it" },
            )
        val base64 = List(ALIGNMENTS) { "the $name, in base64 behind 3n+$it bytes" to base64Behind(it, mark) }
        return (simple + base64).map { (description, form) -> description to form.lowercase() }
    }

    /** The digits that the mark alone decides, whatever stands before and behind it. */
    private fun base64Behind(
        bytesBefore: Int,
        mark: String,
    ): String {
        val bytes = ByteArray(bytesBefore) + mark.encodeToByteArray()
        val shared = (bytesBefore * BITS_PER_BYTE + BITS_PER_DIGIT - 1) / BITS_PER_DIGIT
        return Base64.encode(bytes).substring(shared, bytes.size * BITS_PER_BYTE / BITS_PER_DIGIT)
    }
}

internal fun hexadecimal(bytes: ByteArray): String = bytes.toHexString()

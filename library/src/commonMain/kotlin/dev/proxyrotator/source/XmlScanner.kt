package dev.proxyrotator.source

/** Walks through the text of an XML document, once and forwards only. */
internal class XmlScanner(
    private val text: String,
) {
    private var index = 0
    private var counted = 0
    private var lines = 1

    val isAtEnd: Boolean get() = index >= text.length

    /** The line of what comes next, from 1. */
    val line: Int
        get() {
            while (counted < index) if (text[counted++] == '\n') lines++
            return lines
        }

    fun takes(expected: String): Boolean =
        text.startsWith(expected, index).also { if (it) index += expected.length }

    fun require(expected: String) {
        if (!takes(expected)) malformed()
    }

    fun skipPast(end: String) {
        val found = text.indexOf(end, index)
        if (found < 0) malformed()
        index = found + end.length
    }

    /** The text up to [end], or to the end of it all. */
    fun textUpTo(end: Char): String {
        val found = text.indexOf(end, index).let { if (it < 0) text.length else it }
        return text.substring(index, found).also { index = found }
    }

    fun name(): String {
        val start = index
        while (index < text.length && isNameCharacter(text[index])) index++
        if (index == start || index - start > MAX_NAME) malformed()
        return text.substring(start, index)
    }

    fun nameAndClose(): String {
        val name = name()
        skipBlanks()
        require(">")
        return name
    }

    /** Whether an attribute comes next; moves on to it, or to the end of the tag. */
    fun hasAttribute(): Boolean {
        skipBlanks()
        return index < text.length && isNameCharacter(text[index])
    }

    fun attributeValue(): String {
        skipBlanks()
        require("=")
        skipBlanks()
        val quote = text.getOrNull(index)
        if (quote != '"' && quote != '\'') malformed()
        index++
        return textUpTo(quote).also { require(quote.toString()) }
    }

    private fun skipBlanks() {
        while (index < text.length && text[index].isWhitespace()) index++
    }

    private fun isNameCharacter(char: Char) = char.isLetterOrDigit() || char in "_-.:"

    private fun malformed(): Nothing = refuse("it is not well-formed XML", line)

    private companion object {
        const val MAX_NAME = 256
    }
}

private val ENTITIES = mapOf("amp" to "&", "lt" to "<", "gt" to ">", "quot" to "\"", "apos" to "'")
private const val MAX_ENTITY = 8
private const val HEXADECIMAL = 16
private const val DECIMAL = 10

/** [text] with its references replaced, each once. */
internal fun xmlText(
    text: String,
    line: Int,
): String {
    if ('&' !in text) return text
    val result = StringBuilder(text.length)
    var index = 0
    while (index < text.length) {
        val start = text.indexOf('&', index)
        if (start < 0) return result.append(text, index, text.length).toString()
        result.append(text, index, start)
        val end = text.indexOf(';', start).takeIf { it - start <= MAX_ENTITY } ?: -1
        if (end < 0 || end - start > MAX_ENTITY) refuse(UNKNOWN_ENTITY, line)
        val name = text.substring(start + 1, end)
        result.append(ENTITIES[name] ?: character(name) ?: refuse(UNKNOWN_ENTITY, line))
        index = end + 1
    }
    return result.toString()
}

private fun character(name: String): String? {
    val code =
        when {
            name.startsWith("#x") -> name.drop(2).toIntOrNull(HEXADECIMAL)
            name.startsWith('#') -> name.drop(1).toIntOrNull(DECIMAL)
            else -> null
        }
    return code?.takeIf { it in ' '.code..<Char.MIN_SURROGATE.code }?.toChar()?.toString()
}

private const val UNKNOWN_ENTITY = "of the entities of XML only the predefined ones and numbers of characters are read"

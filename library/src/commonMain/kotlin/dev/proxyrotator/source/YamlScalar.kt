package dev.proxyrotator.source

import dev.proxyrotator.source.ListNode.Scalar

/** Where the colon after the key of `key: value` stands; -1 if the line has none. */
internal fun keyEnd(line: String): Int = if (line[0] in "\"'") quotedKeyEnd(line) else plainKeyEnd(line)

private fun quotedKeyEnd(line: String): Int {
    val close = line.indexOf(line[0], 1)
    return if (close > 0 && line.getOrNull(close + 1) == ':') close + 1 else -1
}

private fun plainKeyEnd(line: String): Int {
    val told = line.substringBefore(" #").trimEnd()
    val colon = told.indexOf(": ")
    return if (colon < 0 && told.endsWith(':')) told.lastIndex else colon
}

internal fun yamlKey(
    text: String,
    line: Int,
): String {
    requirePlain(text, line)
    return text.trim().trim('"', '\'')
}

/** Null for what stands for nothing. */
internal fun yamlScalar(
    text: String,
    line: Int,
): Scalar? {
    val value =
        when (text[0]) {
            '"' -> doubleQuoted(text, line)
            '\'' -> singleQuoted(text, line)
            else -> plain(text, line)
        }
    return value?.let { Scalar(it, line) }
}

private fun plain(
    text: String,
    line: Int,
): String? {
    requirePlain(text, line)
    val value = text.substringBefore(" #").trimEnd()
    if (": " in value || value.endsWith(':')) refuse("a value with a colon before a space has to be quoted", line)
    return value.takeUnless { it.lowercase() in NOTHING }
}

private val NOTHING = setOf("~", "null", "true", "false")
private const val INDICATORS = "!&*|>{}[]%@`?,"

private fun requirePlain(
    text: String,
    line: Int,
) {
    if (text.isNotEmpty() && text[0] in INDICATORS) {
        refuse("tags, anchors, aliases, flow collections and block scalars of YAML are not read", line)
    }
}

private fun singleQuoted(
    text: String,
    line: Int,
): String {
    val value = StringBuilder()
    var index = 1
    while (index < text.length) {
        val char = text[index++]
        if (char == '\'') {
            if (text.getOrNull(index) != '\'') return value.toString().also { requireEnd(text, index, line) }
            index++
        }
        value.append(char)
    }
    refuse(UNCLOSED, line)
}

private fun doubleQuoted(
    text: String,
    line: Int,
): String {
    val value = StringBuilder()
    var index = 1
    while (index < text.length) {
        val char = text[index++]
        if (char == '"') return value.toString().also { requireEnd(text, index, line) }
        if (char == '\\') {
            val escaped = text.getOrNull(index++)
            if (escaped == null || escaped !in "\"\\/") refuse("of the escapes only \\\", \\\\ and \\/ are read", line)
            value.append(escaped)
        } else {
            value.append(char)
        }
    }
    refuse(UNCLOSED, line)
}

private fun requireEnd(
    text: String,
    end: Int,
    line: Int,
) {
    val rest = text.substring(end)
    if (rest.isNotBlank() && !(rest[0].isWhitespace() && rest.trimStart().startsWith('#'))) {
        refuse("something follows a quoted value", line)
    }
}

private const val UNCLOSED = "a quote is not closed in its line"

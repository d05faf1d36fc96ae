package dev.proxyrotator.configuration

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonPrimitive

/** The path of a key that is there twice in its object, if any: the parser takes the last one and says nothing. */
internal fun duplicateKey(json: String): String? = DuplicateKeys(json).find()

private class DuplicateKeys(
    private val text: String,
) {
    private val open = ArrayDeque<Level>()
    private var position = 0

    /** The text was parsed before, so it is sound. */
    fun find(): String? {
        while (position < text.length) {
            when (text[position++]) {
                '{' -> open.addLast(Level(keys = HashSet()))
                '[' -> open.addLast(Level(keys = null))
                '}', ']' -> open.removeLast()
                ',' -> open.last().next()
                '"' -> if (isTwice(string())) return path()
            }
        }
        return null
    }

    private fun isTwice(string: String): Boolean {
        val level = open.lastOrNull() ?: return false
        if (level.keys == null || level.key != null) return false
        val key = textOf(string)
        level.key = key
        return !level.keys.add(key)
    }

    // Another spelling of the same key is the same key.
    private fun textOf(string: String): String =
        if ('\\' in string) Json.parseToJsonElement(string).jsonPrimitive.content else string.drop(1).dropLast(1)

    /** With its quotes; the first of them is behind. */
    private fun string(): String {
        val start = position - 1
        while (text[position] != '"') position += if (text[position] == '\\') 2 else 1
        return text.substring(start, ++position)
    }

    private fun path(): String = open.joinToString("") { it.step() }.removePrefix(".")

    /** An object, or a list, which has no [keys]. */
    private class Level(
        val keys: HashSet<String>?,
    ) {
        var key: String? = null
        var index = 0

        fun step(): String = if (keys == null) "[$index]" else ".${shownKey(key.orEmpty())}"

        fun next() {
            key = null
            index++
        }
    }
}

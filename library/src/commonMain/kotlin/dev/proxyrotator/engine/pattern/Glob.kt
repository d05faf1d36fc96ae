package dev.proxyrotator.engine.pattern

private const val MAX_LENGTH = 2048
private const val ANY = -1
private const val ANY_ACROSS = -2

/**
 * A pattern in which `*` stands for any characters but [separator], none included, and `**` for any at all. The time to
 * match grows with the length of the text and that of the pattern, and no faster.
 *
 * @throws IllegalArgumentException when [pattern] is longer than 2,048 characters or has three `*` in a row
 */
internal class Glob(
    pattern: String,
    private val separator: Char,
) {
    private val tokens: IntArray = tokens(pattern)
    private val literal: String? = pattern.takeIf { '*' !in it }

    fun matches(text: String): Boolean {
        if (literal != null) return literal == text
        val reached = BooleanArray(tokens.size + 1)
        reached[0] = true
        skipWildcards(reached)
        for (char in text) {
            for (at in tokens.size downTo 0) reached[at] = stays(reached, at, char) || moves(reached, at, char)
            skipWildcards(reached)
        }
        return reached[tokens.size]
    }

    private fun stays(
        reached: BooleanArray,
        at: Int,
        char: Char,
    ): Boolean =
        reached[at] && at < tokens.size &&
            (tokens[at] == ANY_ACROSS || (tokens[at] == ANY && char != separator))

    private fun moves(
        reached: BooleanArray,
        at: Int,
        char: Char,
    ): Boolean = at > 0 && reached[at - 1] && tokens[at - 1] == char.code

    /** Wildcards may stand for nothing. */
    private fun skipWildcards(reached: BooleanArray) {
        for (at in tokens.indices) if (reached[at] && tokens[at] < 0) reached[at + 1] = true
    }

    private companion object {
        fun tokens(pattern: String): IntArray {
            require(pattern.length <= MAX_LENGTH) { "A pattern has at most $MAX_LENGTH characters" }
            require("***" !in pattern) { "A pattern has at most two * in a row" }
            val tokens = ArrayList<Int>(pattern.length)
            for (char in pattern) {
                when {
                    char != '*' -> tokens.add(char.code)
                    tokens.lastOrNull() == ANY -> tokens[tokens.lastIndex] = ANY_ACROSS
                    else -> tokens.add(ANY)
                }
            }
            return tokens.toIntArray()
        }
    }
}

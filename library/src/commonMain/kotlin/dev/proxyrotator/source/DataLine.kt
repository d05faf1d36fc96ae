package dev.proxyrotator.source

/**
 * A line with something in it.
 *
 * @property number from 1.
 * @property text without white space around it.
 */
internal class DataLine(
    val number: Int,
    val text: String,
) {
    val words: List<String> by lazy(LazyThreadSafetyMode.NONE) { splitAtBlanks(text) }
}

/** The lines that are neither blank nor a comment. */
internal fun dataLines(text: String): Sequence<DataLine> =
    text
        .lineSequence()
        .mapIndexed { index, line -> DataLine(index + 1, line.trim()) }
        .filterNot { it.text.isEmpty() || isComment(it.text) }

private fun isComment(line: String): Boolean = line[0] == '#' || line[0] == ';' || line.startsWith("//")

/** Words beyond the [MAX_WORDS]th are left together: no list has so many, and a hostile line may. */
private fun splitAtBlanks(text: String): List<String> {
    val words = ArrayList<String>()
    var start = 0
    while (start < text.length && words.size < MAX_WORDS) {
        val end = if (words.size == MAX_WORDS - 1) text.length else text.endOfWord(start)
        words.add(text.substring(start, end))
        start = end
        while (start < text.length && text[start].isWhitespace()) start++
    }
    return words
}

private fun String.endOfWord(start: Int): Int {
    var end = start
    while (end < length && !this[end].isWhitespace()) end++
    return end
}

private const val MAX_WORDS = 16

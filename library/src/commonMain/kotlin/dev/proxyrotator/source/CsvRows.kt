package dev.proxyrotator.source

/** @property line where it begins. */
internal class CsvRow(
    val line: Int,
    val cells: List<String>,
)

/** Takes a text apart into rows as RFC 4180 says, with any [separator] and any end of line. */
internal class CsvRows(
    private val text: String,
    private val separator: Char,
) {
    private var index = 0
    private var line = 1
    private val cell = StringBuilder()

    /**
     * The next row that is neither blank nor a comment; null at the end.
     *
     * @throws ListRefused if a quote is never closed.
     */
    fun next(): CsvRow? {
        while (index < text.length) {
            val start = line
            val isComment = text[index] == '#'
            val cells = if (isComment) skipLine() else readRow()
            if (cells.size > 1 || cells.any { it.isNotBlank() }) return CsvRow(start, cells)
        }
        return null
    }

    private fun skipLine(): List<String> {
        while (index < text.length && !isLineEnd()) index++
        passLineEnd()
        return emptyList()
    }

    private fun readRow(): List<String> {
        val cells = ArrayList<String>()
        while (true) {
            cells.add(readCell())
            if (index >= text.length || text[index] != separator) break
            index++
        }
        passLineEnd()
        return cells
    }

    private fun readCell(): String {
        cell.clear()
        val isQuoted = index < text.length && text[index] == '"'
        if (isQuoted) readQuoted()
        val start = index
        while (index < text.length && text[index] != separator && !isLineEnd()) index++
        cell.append(text, start, index)
        return if (isQuoted) cell.toString() else cell.trim().toString()
    }

    private fun readQuoted() {
        val start = line
        index++
        while (index < text.length) {
            val char = text[index++]
            if (char == '\n') line++
            if (char == '"') {
                if (text.getOrNull(index) != '"') return
                index++
            }
            cell.append(char)
        }
        refuse("a quote is never closed", start)
    }

    private fun isLineEnd() = text[index] == '\n' || text[index] == '\r'

    private fun passLineEnd() {
        if (index >= text.length) return
        if (text[index] == '\r' && text.getOrNull(index + 1) == '\n') index++
        index++
        line++
    }
}

package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.ProxyValidationException

private const val SEPARATORS = ",;\t|"

/** What separates the cells of [header], if it is one; null if it names no columns. */
internal fun csvSeparator(header: String): Char? = SEPARATORS.firstOrNull { isHeader(cells(header, it)) }

/** Reads rows below a header: without one there is no telling a password from a country. */
internal fun readCsv(
    text: String,
    findings: Findings,
) {
    val header = dataLines(text).firstOrNull()?.text.orEmpty()
    val separator =
        csvSeparator(header)
            ?: refuse("CSV needs a header that names its columns, such as host,port,username,password")
    val rows = CsvRows(text, separator)
    val columns = rows.firstHeader() ?: refuse("CSV needs a header that names its columns in its first line")
    val schemes = columns.map(::listedScheme)
    while (true) {
        val row = rows.next() ?: break
        when {
            row.cells.size != columns.size -> findings.entry(row.line) { failWidth(row.cells.size, columns.size) }
            schemes.all { it != null } -> readMatrix(row, schemes.filterNotNull(), findings)
            else -> readRow(row, columns, findings)
        }
    }
}

private fun CsvRows.firstHeader(): List<String>? = next()?.cells?.takeIf(::isHeader)

private fun isHeader(cells: List<String>): Boolean {
    val fields = cells.mapNotNull(EntryField::named)
    val isEntry = EntryField.PROXY in fields || (EntryField.HOST in fields && EntryField.PORT in fields)
    return cells.size > 1 && (isEntry || cells.all { listedScheme(it) != null })
}

private fun cells(
    line: String,
    separator: Char,
): List<String> =
    try {
        CsvRows(line, separator).next()?.cells.orEmpty()
    } catch (_: ListRefused) {
        // A quote that goes on below: no name of a column does.
        emptyList()
    }

private fun failWidth(
    cells: Int,
    columns: Int,
): Nothing = throw ProxyValidationException("it has $cells cells under a header of $columns columns")

private fun readMatrix(
    row: CsvRow,
    schemes: List<ProxyScheme>,
    findings: Findings,
) = row.cells.forEachIndexed { column, cell ->
    if (cell.isNotBlank()) findings.text(cell, row.line, schemes[column])
}

private fun readRow(
    row: CsvRow,
    columns: List<String>,
    findings: Findings,
) {
    val fields = columns.indices.associate { columns[it] to ListNode.Scalar(row.cells[it], row.line) }
    findings.entry(row.line) {
        EntryFields(fields).read(findings, findings.rules.defaultScheme)
    }
}

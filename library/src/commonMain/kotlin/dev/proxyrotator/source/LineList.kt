package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyForm
import dev.proxyrotator.proxy.ProxyValidationException

/** Reads one proxy a line. */
internal fun readLines(
    text: String,
    findings: Findings,
) {
    // Once to learn how the columns stand, once to read them: the lines themselves are not kept.
    val columns = ColumnOrder()
    if (findings.rules.form == ProxyForm.AUTO) {
        dataLines(text).take(findings.rules.maxEntries).forEach { columns.learn(it.number, endpoint(it.words).text) }
    }
    dataLines(text).forEach { line -> findings.entry(line.number) { listOf(readLine(line, columns, findings)) } }
}

private fun readLine(
    line: DataLine,
    columns: ColumnOrder,
    findings: Findings,
): Proxy {
    val (text, rest) = endpoint(line.words)
    val country = if (rest.isEmpty()) null else countryIn(rest) ?: throw ProxyValidationException(UNKNOWN_WORDS)
    val form = columns.formOf(line.number, text)
    val scheme = findings.rules.defaultScheme
    val proxy = if (form == null) findings.readText(text, scheme) else Proxy.parse(text, scheme, form)
    return if (country == null) proxy else proxy.withCountry(country)
}

private const val UNKNOWN_WORDS =
    "after a space only a port, a comment with # or a code of country and anonymity such as SE-A may follow"

private data class Endpoint(
    val text: String,
    val rest: List<String>,
)

/** The words that say where the proxy is, as one, and those after them up to a comment. */
private fun endpoint(words: List<String>): Endpoint {
    val comment = words.indexOfFirst { it.startsWith('#') }
    val told = if (comment > 0) words.take(comment) else words
    val isSplit = told.size > 1 && ':' !in told[0] && told[1].all { it in '0'..'9' }
    return if (isSplit) Endpoint("${told[0]}:${told[1]}", told.drop(2)) else Endpoint(told[0], told.drop(1))
}

/** The country in words such as `SE-A-S! +`: country, anonymity, TLS, and whether a search engine took it. */
private fun countryIn(words: List<String>): String? {
    if (words.size > 2 || words.drop(1).any { it !in SEARCH_RESULTS }) return null
    val parts = words[0].split('-', limit = MAX_CODE_PARTS + 1).map { it.removeSuffix("!") }
    val isCode = parts.size in 2..MAX_CODE_PARTS && parts[1] in ANONYMITY && parts.drop(2).all { it == "S" }
    return parts[0].takeIf { isCode && isCountry(it) }
}

private fun isCountry(code: String): Boolean = code.length == 2 && code.all { it in 'A'..'Z' }

private val SEARCH_RESULTS = setOf("+", "-")
private val ANONYMITY = setOf("N", "A", "H")
private const val MAX_CODE_PARTS = 3

package dev.proxyrotator.docs

private val token =
    Regex(
        "\"\"\"[\\s\\S]*?\"\"\"" + // a raw string
            "|\"(?:\\\\.|[^\"\\\\\\n])*\"" +
            "|//[^\\n]*" +
            "|/\\*[\\s\\S]*?\\*/" +
            "|\\w+" +
            "|\\S",
    )

private const val SEPARATOR = "\u0001"

/**
 * Kotlin or Java code without what a formatter may change: blanks, line breaks, semicolons, trailing commas; and without
 * comments, in which a page explains more than a test.
 */
fun tokens(code: String): List<String> {
    val all = token.findAll(code).map { it.value }.filterNot { it.startsWith("//") || it.startsWith("/*") || it == ";" }
    val list = all.toList()
    return list.filterIndexed { index, text -> text != "," || list.getOrNull(index + 1) !in closing }
}

private val closing = setOf(")", "]", "}")

/** The same as one text in which whole tokens can be looked for. */
fun comparable(tokens: List<String>): String = tokens.joinToString(SEPARATOR, SEPARATOR, SEPARATOR)

/** Whether [source] has all parts of [snippet] in their order; `…` on its own, or as a comment, is a gap between two. */
fun isIn(
    snippet: String,
    source: String,
): Boolean {
    var from = 0
    for (part in snippet.split(gap)) {
        val wanted = comparable(tokens(part))
        val at = source.indexOf(wanted, from)
        if (at < 0) return false
        from = at + wanted.length - 1
    }
    return true
}

private val gap = Regex("(?m)^\\s*(?://\\s*)?(?:…|\\.\\.\\.)\\s*$")

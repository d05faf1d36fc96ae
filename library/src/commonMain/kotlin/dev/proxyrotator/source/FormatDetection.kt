package dev.proxyrotator.source

/**
 * The format of [text] where [asked] leaves that open.
 *
 * @throws ListRefused for what is no list in any format.
 */
internal fun formatOf(
    text: String,
    asked: ProxyListFormat,
): ProxyListFormat {
    val start = text.indexOfFirst { !it.isWhitespace() }
    if (start < 0) refuse("it is empty")
    if (text.contains("FindProxyForURL")) refuse("it is a PAC script, not a list; scripts are never run")
    if (isHtml(text, start)) refuse("it is an HTML page, not a list")
    return if (asked == ProxyListFormat.AUTO) detect(text, start) else asked
}

private val HTML_STARTS = listOf("<!doctype html", "<html", "<head", "<body")

private fun isHtml(
    text: String,
    start: Int,
): Boolean = HTML_STARTS.any { text.startsWith(it, start, ignoreCase = true) }

private fun detect(
    text: String,
    start: Int,
): ProxyListFormat =
    when {
        text[start] == '<' -> ProxyListFormat.XML
        text[start] == '{' || isJsonArray(text, start) -> ProxyListFormat.JSON
        else -> detectByLines(text)
    }

// A list of lines may begin with a bracket too: that of an IPv6 address, or of a section.
private fun isJsonArray(
    text: String,
    start: Int,
): Boolean {
    if (text[start] != '[') return false
    var next = start + 1
    while (next < text.length && text[next].isWhitespace()) next++
    return next < text.length && text[next] in "\"{[]"
}

private fun detectByLines(text: String): ProxyListFormat {
    val first = dataLines(text).firstOrNull() ?: return ProxyListFormat.LINES
    return when {
        isProxychains(first) || dataLines(text).any { isListSection(it) } -> ProxyListFormat.PROXYCHAINS
        isYamlStart(first.text) -> ProxyListFormat.YAML
        csvSeparator(first.text) != null -> ProxyListFormat.CSV
        else -> ProxyListFormat.LINES
    }
}

private fun isYamlStart(line: String): Boolean =
    line == "---" || line == "-" || line.startsWith("- ") || isLoneKey(line.substringBefore(" #").trimEnd())

private fun isLoneKey(line: String): Boolean =
    line.length > 1 && line.last() == ':' && line.dropLast(1).all { it.isLetterOrDigit() || it == '_' || it == '-' }

package dev.proxyrotator.anonymity

private const val CGI_HEADER = "HTTP_"
private val breakingTag =
    Regex("</?(?:br|p|div|pre|tr|table|li|ul|ol|dl|dt|dd|h[1-6]|html|head|body)\\b[^<>]*>", RegexOption.IGNORE_CASE)
private val otherTag = Regex("<[^<>]*>")
private val entities =
    listOf(
        "&quot;" to "\"",
        "&#34;" to "\"",
        "&#39;" to "'",
        "&lt;" to "<",
        "&gt;" to ">",
        "&amp;" to "&",
    )

/** Reads `NAME = value` as of CGI (RFC 3875 §4.1) or `Name: value`; lines that are neither say nothing. */
internal fun readEchoLines(text: String): EchoedRequest {
    val fields = withoutMarkup(text).lines().mapNotNull(::readLine)
    val (addresses, others) = fields.partition { (name, _) -> namesAddress(name) }
    val address = addresses.firstOrNull()?.second.orEmpty()
    // CGI tells much beside the header fields.
    val headers = others.filter { (name, _) -> name.startsWith(CGI_HEADER) }.ifEmpty { others }
    return EchoedRequest(address, headers.groupBy({ (name, _) -> headerName(name) }, { (_, value) -> value }))
}

private fun readLine(line: String): Pair<String, String>? {
    val end = line.indexOfAny(charArrayOf('=', ':'))
    if (end < 1) return null
    val name = line.substring(0, end).trim()
    return if (name.isNotEmpty() && name.all(::isPartOfName)) name to line.substring(end + 1).trim() else null
}

private fun isPartOfName(char: Char): Boolean = char in 'a'..'z' || char in 'A'..'Z' || char in '0'..'9' || char in "-_"

private fun headerName(name: String): String =
    if (name.startsWith(CGI_HEADER)) name.removePrefix(CGI_HEADER).replace('_', '-') else name

private fun withoutMarkup(text: String): String {
    if ('<' !in text) return text
    val plain = text.replace(breakingTag, "\n").replace(otherTag, "")
    return entities.fold(plain) { so, (entity, char) -> so.replace(entity, char) }
}

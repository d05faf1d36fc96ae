package dev.proxyrotator.anonymity

private const val CGI_HEADER = "HTTP_"
private val tag = Regex("<[^>]*>")
private val addressNames = setOf("remote_addr", "remote-addr", "ip", "address")

/** Reads `NAME = value` as of CGI (RFC 3875 §4.1) and `Name: value`; lines that are neither say nothing. */
internal fun readEchoLines(text: String): EchoedRequest {
    val fields = text.replace(tag, "\n").lines().mapNotNull(::readLine)
    val address = fields.firstOrNull { (name, _) -> name.lowercase() in addressNames }?.second.orEmpty()
    val headers = fields.groupBy({ (name, _) -> headerName(name) }, { (_, value) -> value })
    return EchoedRequest(address, headers)
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

package dev.proxyrotator.testkit

/** The start line and the header fields of an HTTP/1.1 message, as they were on the wire. */
class MessageHead(
    /** Start line and fields with their line ends, without the blank line. */
    val raw: String,
) {
    val startLine: String = raw.substringBefore("\r\n")

    /** Names and values in the order in which they came, repetitions included. */
    val fields: List<Pair<String, String>> =
        raw
            .split("\r\n")
            .drop(1)
            .filter { it.isNotEmpty() }
            .map { it.substringBefore(':') to it.substringAfter(':', missingDelimiterValue = "").trim() }

    /** The first value of the field called [name] in any case, or `null`. */
    fun field(name: String): String? = fields.firstOrNull { it.first.equals(name, ignoreCase = true) }?.second

    override fun toString(): String = raw
}

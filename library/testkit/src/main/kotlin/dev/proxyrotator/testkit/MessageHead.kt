package dev.proxyrotator.testkit

/** The start line and the header fields of an HTTP/1.1 message, as they were on the wire. */
public class MessageHead(
    /** Start line and fields with their line ends, without the blank line. Octets are characters. */
    public val raw: String,
) {
    /** The first line, such as `GET /path HTTP/1.1`. */
    public val startLine: String = raw.substringBefore("\r\n")

    /** Names and values in the order in which they came, repetitions included. */
    public val fields: List<Pair<String, String>> =
        raw
            .split("\r\n")
            .drop(1)
            .filter { it.isNotEmpty() }
            .map { it.substringBefore(':') to it.substringAfter(':', missingDelimiterValue = "").trim() }

    /** The first value of the field called [name] in any case, or `null`. */
    public fun field(name: String): String? = fields.firstOrNull { it.first.equals(name, ignoreCase = true) }?.second

    /** The start line: the fields may hold credentials. */
    override fun toString(): String = startLine
}

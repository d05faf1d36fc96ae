package dev.proxyrotator.testkit

/** A request exactly as it was received. A proxy passes bodies on unseen: there [body] is empty. */
class ReceivedRequest(
    val head: MessageHead,
    val body: ByteArray = ByteArray(0),
) {
    /** `GET /path HTTP/1.1`, for a proxy `GET http://host/path HTTP/1.1` or `CONNECT host:443 HTTP/1.1`. */
    val line: String get() = head.startLine

    val method: String get() = line.substringBefore(' ')

    val target: String get() = line.substringAfter(' ').substringBeforeLast(' ')

    val path: String get() = target.substringBefore('?')

    /** The value of the query parameter called [name], as written, or `null`. */
    fun query(name: String): String? =
        target
            .substringAfter('?', missingDelimiterValue = "")
            .split('&')
            .firstOrNull { it.startsWith("$name=") }
            ?.substringAfter('=')

    fun header(name: String): String? = head.field(name)

    /** Whether the client asked for the connection to be closed afterwards. */
    val wantsClose: Boolean get() = header("Connection").equals("close", ignoreCase = true)

    override fun toString(): String = line
}

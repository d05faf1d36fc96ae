package dev.proxyrotator.testkit

/** A request exactly as it was received. */
public class ReceivedRequest(
    /** Its request line and fields. */
    public val head: MessageHead,
    /** Its body without chunk sizes. A proxy passes bodies on unseen: there it is empty. */
    public val body: ByteArray = ByteArray(0),
) {
    /** `GET /path HTTP/1.1`, for a proxy `GET http://host/path HTTP/1.1` or `CONNECT host:443 HTTP/1.1`. */
    public val line: String get() = head.startLine

    /** The method, such as `GET`. */
    public val method: String get() = line.substringBefore(' ')

    /** What stands between method and version: a path with its query, for a proxy a whole URL or `host:port`. */
    public val target: String get() = line.substringAfter(' ').substringBeforeLast(' ')

    /** The [target] without its query. */
    public val path: String get() = target.substringBefore('?')

    /** Whether a proxy is asked for a tunnel. */
    public val isConnect: Boolean get() = method == "CONNECT"

    /** The value of the query parameter called [name], as written, or `null`. */
    public fun query(name: String): String? =
        target
            .substringAfter('?', missingDelimiterValue = "")
            .split('&')
            .firstOrNull { it.startsWith("$name=") }
            ?.substringAfter('=')

    /** The first value of the header field called [name] in any case, or `null`. */
    public fun header(name: String): String? = head.field(name)

    /** Whether the client asked for the connection to be closed afterwards. */
    public val wantsClose: Boolean get() = header("Connection").equals("close", ignoreCase = true)

    /** The request line: the fields may hold credentials. */
    override fun toString(): String = line
}

package dev.proxyrotator.engine.http1

private const val ANY = -1

// Not shown, for there may be secrets in it.
private const val ECHO = "an HTTP request (an echo of ours?)"

/** How a protocol other than HTTP/1 begins. */
private class Signature(
    val name: String,
    val octets: IntArray,
) {
    constructor(name: String, text: String) : this(name, IntArray(text.length) { text[it].code })

    /** Whether the bytes and this signature agree as far as both go. */
    fun agrees(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Boolean {
        for (at in 0 until minOf(octets.size, end - start)) {
            if (octets[at] != ANY && octets[at] != (bytes[start + at].toInt() and 0xff)) return false
        }
        return true
    }
}

private val HTTP_1 = Signature("HTTP", "HTTP/")

private val OTHERS =
    listOf(
        Signature("an SSH banner", "SSH-"),
        Signature("an SMTP or FTP banner", "220 "),
        Signature("an SMTP or FTP banner", "220-"),
        Signature("a POP3 banner", "+OK"),
        Signature("a TLS handshake record", intArrayOf(0x16, 0x03)),
        Signature("a TLS alert (does the port expect TLS?)", intArrayOf(0x15, 0x03)),
        Signature("an HTTP/2 preface", "PRI * HTTP/2"),
        Signature("an HTTP/2 SETTINGS frame", intArrayOf(0x00, 0x00, ANY, 0x04)),
        Signature("HTML without a head", "<"),
        Signature("an RTSP response", "RTSP/"),
        Signature("an ICE response", "ICE/"),
        Signature("an ICY response", "ICY "),
    ) + listOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT").map { Signature(ECHO, "$it ") }

/** Says what the bytes are that cannot begin a status line, or `null` while they can, or are too few to tell. */
internal fun unexpectedStart(
    bytes: ByteArray,
    start: Int,
    end: Int,
): String? {
    if (HTTP_1.agrees(bytes, start, end)) return null
    val other = OTHERS.firstOrNull { it.agrees(bytes, start, end) }
    return when {
        other == null -> "not an HTTP response, it begins with ${quoted(bytes, start, end)}"
        end - start < other.octets.size -> null
        else -> "${other.name} instead of an HTTP response"
    }
}

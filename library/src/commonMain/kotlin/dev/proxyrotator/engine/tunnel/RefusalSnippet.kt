package dev.proxyrotator.engine.tunnel

import dev.proxyrotator.engine.http1.ChunkedDecoder
import dev.proxyrotator.engine.http1.HeadBuffer
import dev.proxyrotator.engine.http1.Http1Limits
import dev.proxyrotator.engine.http1.MalformedMessageException
import dev.proxyrotator.engine.http1.PayloadSink
import dev.proxyrotator.engine.http1.ResponseHeaders
import dev.proxyrotator.failure.secretsOf
import dev.proxyrotator.proxy.ProxyCredentials
import io.ktor.http.HttpHeaders

private const val LONGEST = 1024
private const val MASK = "***"

// Without these a cut-off password of three letters would still be in the text.
private const val SHORTEST_REST = 3

private val MARKUP = Regex("(?is)<(script|style)\\b.*?(</\\1\\s*>|$)|<!--.*?(-->|$)|<[^>]*(>|$)")
private val BLANKS = Regex(" +")
private val BASIC = Regex("(?i)\\bbasic +[^ ]+")

// What a Digest is made of can be guessed from it.
private val HASH = Regex("(?i)[0-9a-f]{32,}")

/** What the body of a refusal, as far as it is there, says to a human: one printable line of at most 1 KiB. */
internal fun refusalSnippet(
    headers: ResponseHeaders,
    bytes: ByteArray,
    start: Int,
    end: Int,
    credentials: ProxyCredentials?,
): String {
    if (HttpHeaders.ContentEncoding in headers) return ""
    val readEnd = minOf(end, start + LONGEST)
    val isChunked = headers[HttpHeaders.TransferEncoding].equals("chunked", ignoreCase = true)
    val body = if (isChunked) unchunked(bytes, start, readEnd) else bytes.copyOfRange(start, readEnd)
    val secrets = credentials?.let(::secretsOf).orEmpty()
    // Before the markup goes, for a password may look like some; and after, for markup may stand within it.
    val raw = secrets.fold(body.decodeToString(), ::mask)
    val text = raw.replace(MARKUP, " ").map(::printable).joinToString("")
    val masked = secrets.fold(text.replace(BASIC, "Basic $MASK").replace(HASH, MASK), ::mask)
    return masked.replace(BLANKS, " ").trim().take(LONGEST)
}

private fun printable(char: Char): Char =
    when (char) {
        in '!'..'~' -> char
        ' ', '\t', '\r', '\n' -> ' '
        else -> '?'
    }

private fun mask(
    text: String,
    secret: String,
): String {
    val masked = text.replace(secret, MASK)
    val rest =
        (secret.length - 1 downTo SHORTEST_REST).firstOrNull { masked.endsWith(secret.take(it)) } ?: return masked
    return masked.dropLast(rest) + MASK
}

private fun unchunked(
    bytes: ByteArray,
    start: Int,
    end: Int,
): ByteArray {
    val payload = HeadBuffer()
    try {
        ChunkedDecoder(Http1Limits.Connect).decode(
            bytes,
            start,
            end,
            PayloadSink {
                octets,
                from,
                to,
                ->
                payload.bytes(octets, from, to)
            },
        )
    } catch (_: MalformedMessageException) {
        // What came before the flaw is still worth reading; the connection is not used again.
    }
    return payload.toByteArray()
}

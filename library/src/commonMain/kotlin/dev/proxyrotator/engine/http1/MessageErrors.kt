package dev.proxyrotator.engine.http1

private const val LONGEST_MESSAGE = 200
private const val LONGEST_QUOTE = 40

/**
 * What the peer sent is not HTTP, or leaves in doubt where the message ends. The text says what and where, in at most
 * 200 printable ASCII characters; of what the peer sent it shows next to nothing.
 */
internal class MalformedMessageException(
    message: String,
) : Exception(message.take(LONGEST_MESSAGE))

/** The peer closed the connection where the framing promised more. */
internal class TruncatedMessageException(
    message: String,
) : Exception(message)

internal fun malformed(message: String): Nothing = throw MalformedMessageException(message)

/** The beginning of a line the peer sent, for a message: quoted, short, and with dots for what cannot be printed. */
internal fun quoted(
    bytes: ByteArray,
    start: Int,
    end: Int,
): String =
    buildString {
        append('\'')
        for (at in start until minOf(end, start + LONGEST_QUOTE)) {
            val octet = bytes[at].toInt()
            if (octet == CARRIAGE_RETURN || octet == LINE_FEED) break
            append(if (isVisible(octet) || octet == SPACE) octet.toChar() else '.')
        }
        append('\'')
    }

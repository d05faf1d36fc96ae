package dev.proxyrotator.engine.http1

private const val KIBI = 1024

/**
 * How much a peer may send before it is told off. The limits bound memory and time whatever the peer does.
 *
 * @property head bytes of all heads of one response, interim ones and empty lines before them included.
 */
internal class Http1Limits(
    val head: Int,
) {
    /** Bytes of a status line without its end. */
    val statusLine: Int = 8 * KIBI

    /** Bytes of a header line without its end. */
    val headerLine: Int = 64 * KIBI

    /** Header lines of one response, those of interim responses included. */
    val headerLines: Int = 1000

    /** Empty lines before a status line. */
    val emptyLines: Int = 2

    /** Responses with 1xx before the final one. */
    val interimResponses: Int = 16

    /** Hexadecimal digits of a chunk size. */
    val chunkSizeDigits: Int = 16

    /** Bytes of the line with a chunk size, extensions included. */
    val chunkLine: Int = 4 * KIBI

    /** Bytes of chunk lines from which on the payload must be at least a quarter of what was read. */
    val chunkOverhead: Long = 100L * KIBI

    /** Bytes of the trailer section. */
    val trailers: Int = 16 * KIBI

    companion object {
        val Default = Http1Limits(head = 256 * KIBI)

        /** For replies to CONNECT, which have little to say. */
        val Connect = Http1Limits(head = 16 * KIBI)
    }
}

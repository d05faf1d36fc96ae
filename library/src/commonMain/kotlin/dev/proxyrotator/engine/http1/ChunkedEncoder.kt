package dev.proxyrotator.engine.http1

private const val HEX = "0123456789abcdef"
private const val HEX_BITS = 4

/** What stands around the payload of chunks (RFC 9112, 7.1). No extensions, no trailers. */
internal object ChunkedEncoder {
    /** The most bytes [putHead] writes. */
    const val LONGEST_HEAD: Int = 10

    /** The bytes [putTail] writes. */
    const val TAIL_SIZE: Int = 2

    /** The bytes [putLast] writes. */
    const val LAST_SIZE: Int = 5

    /** Writes what stands before [payload] bytes, more than none, at index [at]; returns the index behind it. */
    fun putHead(
        payload: Int,
        into: ByteArray,
        at: Int,
    ): Int {
        require(payload > 0) { "A chunk without payload would end the body" }
        var digits = 1
        while (digits < Int.SIZE_BITS / HEX_BITS && payload ushr (digits * HEX_BITS) != 0) digits++
        for (digit in 0 until digits) {
            val value = (payload ushr ((digits - 1 - digit) * HEX_BITS)) and 0xf
            into[at + digit] = HEX[value].code.toByte()
        }
        return putTail(into, at + digits)
    }

    /** Writes what stands behind the payload of a chunk. */
    fun putTail(
        into: ByteArray,
        at: Int,
    ): Int {
        into[at] = CARRIAGE_RETURN.toByte()
        into[at + 1] = LINE_FEED.toByte()
        return at + TAIL_SIZE
    }

    /** Writes the end of the body. */
    fun putLast(
        into: ByteArray,
        at: Int,
    ): Int {
        into[at] = '0'.code.toByte()
        return putTail(into, putTail(into, at + 1))
    }
}

package dev.proxyrotator.engine.coding

/** Undoes DEFLATE (RFC 1951). */
internal interface Inflation : AutoCloseable {
    /** Whether the compressed data is at its end. */
    val isFinished: Boolean

    /** The CRC-32 of what came out, where it came without a wrapper. */
    val checksum: Int

    /** The bytes that came out, modulo 2^32. */
    val size: Int

    /**
     * Takes from [from] and appends to [to], until the one is used up, the other is full, or the data is at its end.
     *
     * @throws UndecodableException when the data is damaged
     */
    fun inflate(
        from: ByteWindow,
        to: ByteWindow,
    )

    /** Begins anew. */
    fun reset()
}

/** Makes an [Inflation] of data in the wrapper of zlib (RFC 1950), checksum included, or without one. */
internal fun interface InflationFactory {
    fun open(isWrapped: Boolean): Inflation
}

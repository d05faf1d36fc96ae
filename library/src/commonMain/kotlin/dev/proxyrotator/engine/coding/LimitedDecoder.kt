package dev.proxyrotator.engine.coding

import dev.proxyrotator.engine.Compression
import dev.proxyrotator.failure.ResponseDecodingException.Reason

/** Undoes what [decoder] undoes, unless too much comes out of too little. */
internal class LimitedDecoder(
    private val decoder: ContentDecoder,
    private val limits: Compression,
) : ContentDecoder by decoder {
    private var taken = 0L
    private var given = 0L

    override fun decode(
        from: ByteWindow,
        to: ByteWindow,
    ) {
        val before = from.size
        decoder.decode(from, to)
        taken += before - from.size
        given += to.size
        if (given > limits.maxRatioFrom && (given - 1) / limits.maxRatio >= taken) {
            throw UndecodableException(
                Reason.RATIO,
                "after ${limits.maxRatioFrom} bytes, more than ${limits.maxRatio} came out for each that went in",
            )
        }
    }
}

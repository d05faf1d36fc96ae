package dev.proxyrotator.engine.coding

import dev.proxyrotator.failure.ResponseDecodingException.Reason

/** Undoes a content coding, between byte arrays. Whoever has it must [close] it, whatever happens. */
internal interface ContentDecoder : AutoCloseable {
    /**
     * Takes from [from] and fills [to], which is empty and at its beginning. When nothing came out, [from] is used up,
     * and more comes only when more goes in.
     *
     * @throws UndecodableException when what went in cannot be decoded
     */
    fun decode(
        from: ByteWindow,
        to: ByteWindow,
    )

    /**
     * Nothing more will go in, and nothing more came out.
     *
     * @throws UndecodableException when that is not the end
     */
    fun finish()

    /** Frees the memory it has outside of the heap. Idempotent. */
    override fun close()
}

/** Why a body cannot be decoded. */
internal class UndecodableException(
    val reason: Reason,
    val detail: String,
) : Exception(detail)

internal fun damaged(detail: String) = UndecodableException(Reason.DAMAGED, detail)

package dev.proxyrotator.engine.http1

/** What a [ResponseDecoder] finds in the bytes, in their order. */
internal interface ResponseSink {
    /** The head of the final response. */
    fun onHead(
        head: ResponseHead,
        framing: BodyFraming,
    )

    /** A response before the final one: 100, 102, 103 … */
    fun onInterim(head: ResponseHead)

    /** Decoded payload; [bytes] are the decoder's input and valid only during the call. */
    fun onBody(
        bytes: ByteArray,
        start: Int,
        end: Int,
    )

    /** The message is complete. */
    fun onComplete()
}

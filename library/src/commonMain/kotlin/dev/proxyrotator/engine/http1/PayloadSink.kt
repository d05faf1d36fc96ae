package dev.proxyrotator.engine.http1

/** Takes the payload of a message whose head somebody else has read. */
internal fun interface PayloadSink : ResponseSink {
    override fun onHead(
        head: ResponseHead,
        framing: BodyFraming,
    ) = Unit

    override fun onInterim(head: ResponseHead) = Unit

    override fun onComplete() = Unit
}

package dev.proxyrotator.failure

import dev.proxyrotator.proxy.Proxy

/**
 * The body of a response is not what its `Content-Encoding` says, or more than is taken of it; see `compression { }`.
 * What came before it, of a streamed body, is real.
 */
public class ResponseDecodingException internal constructor(
    /** The proxy the response came through. */
    public val proxy: Proxy,
    /** What is wrong with it. */
    public val reason: Reason,
    detail: String,
    cause: Throwable,
) : ProxyRotatorException("The response through proxy $proxy cannot be decoded: $detail", cause) {
    /** What is wrong with a compressed body. */
    public enum class Reason {
        /**
         * It is cut short, has a wrong checksum or length, bytes behind its end, or is not compressed that way at all. It
         * may have been damaged on the way, so the request is tried again like after any other broken response.
         */
        DAMAGED,

        /** Too much comes out of too little of it. It is the target's, which no other proxy would change. */
        RATIO,

        /** It is compressed more than twice. */
        CODINGS,
    }

    override val failureKind: FailureKind?
        get() = if (reason == Reason.DAMAGED) FailureKind.PROTOCOL else null
}

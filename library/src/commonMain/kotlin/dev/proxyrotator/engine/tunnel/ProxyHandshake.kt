package dev.proxyrotator.engine.tunnel

import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.Proxy

/**
 * What is said to a proxy until it has opened the way to a target. It does no I/O: it is fed bytes, and says what to send
 * and what came of it.
 */
internal interface ProxyHandshake {
    /** What came of it, or `null` as long as more of the proxy's replies is needed. */
    val outcome: HandshakeOutcome?

    /** What is to be sent now, which is then taken as sent; `null` when it is the proxy's turn. */
    fun takeOutgoing(): ByteArray?

    /**
     * Takes bytes of the proxy's replies and returns the index after the last one taken: [end] as long as there is no
     * [outcome]; with it nothing more is taken, and what follows belongs to the tunnel.
     *
     * @throws dev.proxyrotator.engine.http1.MalformedMessageException when it is no reply
     */
    fun decode(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int

    /**
     * The proxy closed; does nothing when the [outcome] is there.
     *
     * @throws dev.proxyrotator.engine.http1.TruncatedMessageException when its reply is not complete
     */
    fun endOfInput()

    /** What it comes to that the connection broke; `null` when that is a failure like any other. */
    fun outcomeOfLoss(): HandshakeOutcome? = null
}

internal sealed interface HandshakeOutcome {
    /** The next byte belongs to the tunnel. */
    data object Established : HandshakeOutcome

    /** The proxy wants something else to be said, and over a new connection; that is known by now to whom it concerns. */
    data object AskAgain : HandshakeOutcome

    /** The proxy said no. The connection is of no further use. */
    interface Refused : HandshakeOutcome {
        /** What to tell the caller of it. */
        fun toException(proxy: Proxy): ProxyRotatorException
    }
}

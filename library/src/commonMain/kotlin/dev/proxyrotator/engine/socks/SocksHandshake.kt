package dev.proxyrotator.engine.socks

import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.http1.malformed
import dev.proxyrotator.engine.tunnel.HandshakeOutcome
import dev.proxyrotator.engine.tunnel.ProxyHandshake

/**
 * What the SOCKS versions have in common: one message after the other, each answered before the next is sent. Replies
 * are taken octet by octet, so that none is held and nothing behind the last one is touched.
 */
internal abstract class SocksHandshake(
    firstMessage: ByteArray,
) : ProxyHandshake {
    private var outgoing: ByteArray? = firstMessage

    /** How many octets of the present reply have been taken. */
    private var taken = 0

    final override var outcome: HandshakeOutcome? = null
        private set

    final override fun takeOutgoing(): ByteArray? = outgoing.also { outgoing = null }

    final override fun decode(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ): Int {
        var at = start
        while (at < end && outcome == null) {
            if (outgoing != null) malformed("a SOCKS reply to a message that was not sent yet")
            take(taken++, bytes[at++].toInt() and OCTET)
        }
        return at
    }

    final override fun endOfInput() {
        if (outcome != null) return
        val place = if (taken > 0) "inside a SOCKS reply" else "without a SOCKS reply"
        throw TruncatedMessageException("the connection was closed $place")
    }

    /** Takes the octet that stands at [index] of the present reply. */
    protected abstract fun take(
        index: Int,
        octet: Int,
    )

    /** The present reply is complete, and [message] the answer to it. */
    protected fun send(message: ByteArray) {
        outgoing = message
        taken = 0
    }

    protected fun end(outcome: HandshakeOutcome) {
        this.outcome = outcome
    }

    private companion object {
        const val OCTET = 0xff
    }
}

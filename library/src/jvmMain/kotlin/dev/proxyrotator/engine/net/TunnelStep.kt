package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.tunnel.HandshakeOutcome
import dev.proxyrotator.engine.tunnel.ProxyHandshake
import java.io.IOException

/** Asks a proxy for a tunnel. What came after its last reply belongs to the tunnel. */
internal class TunnelStep(
    private val handshake: ProxyHandshake,
) : HandshakeStep<TunnelStep.Answer>() {
    class Answer(
        val outcome: HandshakeOutcome,
        val early: ByteArray,
    )

    private lateinit var wire: Wire

    override fun start(wire: Wire) {
        this.wire = wire
        send()
    }

    override fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        val consumed = handshake.decode(bytes, start, end)
        val outcome = handshake.outcome
        if (outcome == null) send() else succeed(Answer(outcome, bytes.copyOfRange(consumed, end)))
    }

    override fun receiveEnd() {
        handshake.endOfInput()
        succeed(Answer(checkNotNull(handshake.outcome), ByteArray(0)))
    }

    override fun onFailure(cause: IOException) = lost(cause)

    override fun onWriteFailure(cause: IOException) = lost(cause)

    private fun lost(cause: IOException) {
        val outcome = handshake.outcomeOfLoss()
        if (outcome == null) fail(cause) else succeed(Answer(outcome, ByteArray(0)))
    }

    private fun send() {
        val outgoing = handshake.takeOutgoing() ?: return
        wire.write(outgoing, 0, outgoing.size)
    }
}

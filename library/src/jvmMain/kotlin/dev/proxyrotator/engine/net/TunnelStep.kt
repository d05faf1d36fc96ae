package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.tunnel.ConnectHandshake

/** Asks a proxy for a tunnel. What came after its answer belongs to the tunnel. */
internal class TunnelStep(
    private val handshake: ConnectHandshake,
) : HandshakeStep<TunnelStep.Answer>() {
    class Answer(
        val outcome: ConnectHandshake.Outcome,
        val early: ByteArray,
    )

    override fun start(wire: Wire) = wire.write(handshake.request, 0, handshake.request.size)

    override fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        val consumed = handshake.decode(bytes, start, end)
        val outcome = handshake.outcome ?: return
        succeed(Answer(outcome, bytes.copyOfRange(consumed, end)))
    }

    override fun receiveEnd() {
        handshake.endOfInput()
        succeed(Answer(checkNotNull(handshake.outcome), ByteArray(0)))
    }
}

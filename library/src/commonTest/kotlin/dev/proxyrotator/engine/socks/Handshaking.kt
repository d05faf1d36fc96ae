package dev.proxyrotator.engine.socks

import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.tunnel.HandshakeOutcome
import dev.proxyrotator.engine.tunnel.ProxyHandshake
import io.kotest.matchers.shouldBe

internal val NAMED = Authority("a.test", 443, isSecure = true)

/** Octets in hexadecimal, with blanks anywhere. */
internal fun octets(hex: String): ByteArray =
    hex
        .filter { it != ' ' }
        .chunked(2)
        .map { it.toInt(radix = 16).toByte() }
        .toByteArray()

internal fun hex(bytes: ByteArray): String =
    bytes.joinToString(" ") {
        (it.toInt() and 0xff).toString(16).padStart(2, '0')
    }

internal fun ProxyHandshake.said(): String = hex(checkNotNull(takeOutgoing()))

/** What came of a handshake, and how many octets of the proxy's last reply were left for the tunnel. */
internal data class Handshaken(
    val outcome: HandshakeOutcome?,
    val left: Int,
)

/**
 * Plays the proxy that gives [replies], each after the message before; the last one cut before each of [cuts]. What has
 * no outcome when the replies are over ends there.
 */
internal fun ProxyHandshake.hears(
    vararg replies: ByteArray,
    cuts: List<Int> = emptyList(),
): Handshaken {
    replies.dropLast(1).forEach {
        checkNotNull(takeOutgoing())
        decode(it, 0, it.size) shouldBe it.size
        outcome shouldBe null
    }
    checkNotNull(takeOutgoing())
    val last = replies.last()
    var taken = 0
    (cuts + last.size).fold(0) { start, end ->
        if (outcome == null) taken = decode(last, start, end)
        end
    }
    endOfInput()
    return Handshaken(outcome, last.size - taken)
}

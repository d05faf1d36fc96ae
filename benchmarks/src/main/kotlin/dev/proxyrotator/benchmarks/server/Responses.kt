package dev.proxyrotator.benchmarks.server

import io.netty.buffer.ByteBuf
import io.netty.buffer.Unpooled

/** The bytes of the few answers this server gives, made once. */
internal class Responses(
    bodyLength: Int,
) {
    private val content =
        bytes(
            "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: $bodyLength\r\n\r\n" +
                "x".repeat(bodyLength),
        )
    private val tunnelOpen = bytes("HTTP/1.1 200 Connection established\r\n\r\n")
    private val refused = bytes("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")

    fun content(): ByteBuf = content.retainedDuplicate()

    fun tunnelOpen(): ByteBuf = tunnelOpen.retainedDuplicate()

    fun refused(): ByteBuf = refused.retainedDuplicate()

    private fun bytes(text: String): ByteBuf {
        val bytes = text.encodeToByteArray()
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.size).writeBytes(bytes))
    }
}

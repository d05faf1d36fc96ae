package dev.proxyrotator.testkit

import java.io.ByteArrayOutputStream
import java.io.DataOutputStream
import java.nio.ByteBuffer
import java.security.MessageDigest
import java.util.Base64

/** One frame of RFC 6455 §5.2. */
class WebSocketFrame(
    val opcode: Int,
    val payload: ByteArray,
    val isMasked: Boolean = false,
) {
    val text: String get() = payload.decodeToString()

    /** As a server sends it: whole and without a mask. */
    fun toByteArray(): ByteArray {
        val bytes = ByteArrayOutputStream()
        val out = DataOutputStream(bytes)
        out.writeByte(FINAL or opcode)
        when {
            payload.size < SHORT_LENGTH -> {
                out.writeByte(payload.size)
            }

            payload.size <= 0xffff -> {
                out.writeByte(SHORT_LENGTH)
                out.writeShort(payload.size)
            }

            else -> {
                out.writeByte(LONG_LENGTH)
                out.writeLong(payload.size.toLong())
            }
        }
        out.write(payload)
        return bytes.toByteArray()
    }

    companion object {
        const val TEXT = 1
        const val BINARY = 2
        const val CLOSE = 8
        const val PING = 9
        const val PONG = 10
        private const val FINAL = 0x80
        private const val SHORT_LENGTH = 126
        private const val LONG_LENGTH = 127

        fun text(text: String) = WebSocketFrame(TEXT, text.encodeToByteArray())

        internal fun read(connection: ScriptedConnection): WebSocketFrame {
            val (first, second) = connection.read(2).map { it.toInt() and 0xff }
            check(first and FINAL != 0) { "Clients are expected to send whole messages" }
            val length =
                when (val short = second and 0x7f) {
                    SHORT_LENGTH -> ByteBuffer.wrap(connection.read(2)).short.toInt() and 0xffff
                    LONG_LENGTH -> ByteBuffer.wrap(connection.read(8)).long.toInt()
                    else -> short
                }
            val isMasked = second and 0x80 != 0
            val mask = if (isMasked) connection.read(4) else ByteArray(4)
            val payload = connection.read(length)
            for (at in payload.indices) payload[at] = (payload[at].toInt() xor mask[at % 4].toInt()).toByte()
            return WebSocketFrame(first and 0x0f, payload, isMasked)
        }
    }
}

/** The 101 that answers [request], with other [fields] where the test wants them. */
fun switchTo(
    request: ReceivedRequest,
    vararg fields: String = arrayOf("Upgrade: websocket", "Connection: Upgrade"),
): String {
    val lines = listOf("HTTP/1.1 101 Switching Protocols") + fields + "Sec-WebSocket-Accept: ${acceptOf(request)}"
    return lines.joinToString("\r\n", postfix = "\r\n\r\n")
}

/** Takes the handshake of a client; [early] leaves in the same write as the answer. */
fun ScriptedConnection.acceptWebSocket(early: ByteArray = ByteArray(0)): ReceivedRequest {
    val request = checkNotNull(readHead()) { "A handshake was expected" }
    send(switchTo(request).toByteArray() + early)
    return request
}

fun ScriptedConnection.readFrame(): WebSocketFrame = WebSocketFrame.read(this)

/** Sends back every message, answers pings, and closes when it is asked to. */
fun ScriptedConnection.echoFrames() {
    while (true) {
        val frame = readFrame()
        check(frame.isMasked) { "A client must mask its frames" }
        when (frame.opcode) {
            WebSocketFrame.PING -> send(WebSocketFrame(WebSocketFrame.PONG, frame.payload).toByteArray())
            WebSocketFrame.PONG -> Unit
            else -> send(WebSocketFrame(frame.opcode, frame.payload).toByteArray())
        }
        if (frame.opcode == WebSocketFrame.CLOSE) return
    }
}

private fun acceptOf(request: ReceivedRequest): String {
    val key = request.header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(key.toByteArray()))
}

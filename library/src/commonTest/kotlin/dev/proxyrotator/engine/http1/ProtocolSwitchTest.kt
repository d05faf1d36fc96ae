package dev.proxyrotator.engine.http1

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.request.ClientUpgradeContent
import io.ktor.http.Headers
import io.ktor.http.headersOf
import io.ktor.utils.io.InternalAPI

private const val STATUS = "HTTP/1.1 101 Switching Protocols\r\n"
private const val SWITCH = "${STATUS}Upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n\r\n"

private class Seen : ResponseSink {
    var status = 0
    var body = 0

    override fun onHead(
        head: ResponseHead,
        framing: BodyFraming,
    ) {
        status = head.status.value
    }

    override fun onInterim(head: ResponseHead) = Unit

    override fun onBody(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        body += end - start
    }

    override fun onComplete() = Unit
}

private fun refusalOf(
    vararg fields: String,
    asked: String? = "websocket",
): String {
    val head = wire(fields.joinToString("\r\n", STATUS, "\r\n\r\n"))
    val decoder = ResponseDecoder().apply { start(isHead = false, asked) }
    return shouldThrow<MalformedMessageException> { decoder.decode(head, 0, head.size, Seen()) }.message.orEmpty()
}

@OptIn(InternalAPI::class)
private object WebSocketHandshake : ClientUpgradeContent() {
    override val headers: Headers =
        headersOf(
            "Upgrade" to listOf("websocket"),
            "Connection" to listOf("Upgrade"),
            "Sec-WebSocket-Key" to listOf("k"),
        )

    override fun verify(headers: Headers) = Unit
}

class ProtocolSwitchTest :
    FunSpec({
        test("a 101 that was asked for ends HTTP, and every byte behind it is left alone, wherever it is cut") {
            val input = wire(SWITCH + "HTTP/1.1 200 OK\r\n\r\n")
            for (cut in 0..input.size) {
                val decoder = ResponseDecoder().apply { start(isHead = false, "websocket") }
                val seen = Seen()
                val first = decoder.decode(input, 0, cut, seen)
                val end = if (decoder.isSwitched) first else decoder.decode(input, cut, input.size, seen)
                decoder.isSwitched shouldBe true
                decoder.isComplete shouldBe false
                decoder.keepsConnection shouldBe false
                end shouldBe SWITCH.length
                seen.status shouldBe 101
                seen.body shouldBe 0
            }
        }

        test("an end inside the head of a 101 is an end too early") {
            val input = wire(SWITCH)
            for (length in 0 until input.size) {
                val decoder = ResponseDecoder().apply { start(isHead = false, "websocket") }
                decoder.decode(input, 0, length, Seen())
                shouldThrow<TruncatedMessageException> { decoder.endOfInput(Seen()) }
            }
        }

        test("C7 a 101 that does not switch to what was asked for is refused") {
            refusalOf("Upgrade: websocket", "Connection: Upgrade", asked = null) shouldContain "nobody asked"
            refusalOf("Connection: Upgrade") shouldContain "names no protocol"
            refusalOf("Upgrade: websocket") shouldContain "without Connection"
            refusalOf("Upgrade: websocket", "Connection: close") shouldContain "without Connection"
            refusalOf("Upgrade: h2c", "Connection: Upgrade") shouldContain "another protocol"
            refusalOf("Upgrade: websocket, h2c", "Connection: Upgrade") shouldContain "another protocol"
            refusalOf("Upgrade: websocket", "Upgrade: h2c", "Connection: Upgrade") shouldContain "another protocol"
        }

        test("the request for another protocol is its content's, whatever the headers say") {
            val fields =
                fieldLines(
                    request(
                        "http://a.test/",
                        "Connection" to "keep-alive",
                        "Sec-WebSocket-Key" to "copied",
                        "Cookie" to "a=b",
                        body = WebSocketHandshake,
                    ),
                )
            fields shouldContainExactlyInAnyOrder
                listOf("Cookie: a=b", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: k")
        }
    })

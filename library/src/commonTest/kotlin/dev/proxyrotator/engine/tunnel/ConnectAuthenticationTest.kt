package dev.proxyrotator.engine.tunnel

import dev.proxyrotator.engine.BasicAuthentication
import dev.proxyrotator.engine.authentication.digest
import dev.proxyrotator.engine.authentication.digestParameters
import dev.proxyrotator.engine.authentication.rounds
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.http1.head
import dev.proxyrotator.engine.http1.text
import dev.proxyrotator.engine.http1.wire
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf

private val TARGET = Authority("a.test", 443, isSecure = true)
private const val REFUSED = "HTTP/1.1 407 Proxy Authentication Required"
private val CHALLENGE = "Proxy-Authenticate: " + digest("n")
private val WITH_LENGTH = head(REFUSED, CHALLENGE, "Set-Cookie: a=b", "Content-Length: 4") + "body"
private val CHUNKED =
    head(REFUSED, CHALLENGE, "Transfer-Encoding: chunked") + "2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\nA: b\r\n\r\n"
private val ESTABLISHED = head("HTTP/1.1 200 OK")

/** A handshake under way, and all that it has said. */
private class Conversation {
    val handshake = ConnectHandshake(TARGET, rounds(basic = BasicAuthentication.NEVER))
    val said = mutableListOf<String>()

    init {
        listen()
    }

    private fun listen() {
        handshake.takeOutgoing()?.let { said += text(it) }
    }

    /** Feeds [wire], cut before each of [cuts]; what is left of it when there is an outcome. */
    fun hear(
        wire: String,
        cuts: List<Int> = emptyList(),
    ): String {
        val bytes = wire(wire)
        var taken = 0
        (cuts + bytes.size).fold(0) { start, end ->
            if (handshake.outcome == null) taken = handshake.decode(bytes, start, end)
            listen()
            end
        }
        return wire.substring(taken)
    }
}

class ConnectAuthenticationTest :
    FunSpec({
        test("B3 after a 407 the same is asked over the same connection, with an answer and nothing else") {
            listOf(WITH_LENGTH, CHUNKED, head(REFUSED, CHALLENGE, "Content-Length: 0")).forEach { refusal ->
                withClue(refusal) {
                    val conversation = Conversation()
                    conversation.hear(refusal)
                    val (first, second) = conversation.said
                    first shouldBe
                        head("CONNECT a.test:443 HTTP/1.1", "Host: a.test:443", "Proxy-Connection: keep-alive")
                    val lines = second.split("\r\n")
                    lines.filterNot { it.startsWith("Proxy-Authorization: ") } shouldBe first.split("\r\n")
                    val authorization = lines.single { it.startsWith("Proxy-Authorization: ") }.substringAfter(": ")
                    digestParameters(authorization).run {
                        get("uri") shouldBe "a.test:443"
                        get("response").orEmpty().hexToByteArray().decodeToString() shouldContain ":n:00000001:"
                    }
                    conversation.hear(ESTABLISHED + "tunnel") shouldBe "tunnel"
                    conversation.handshake.outcome shouldBe HandshakeOutcome.Established
                }
            }
        }

        test("the body of a 407 is passed over at every split, and byte by byte") {
            listOf(WITH_LENGTH, CHUNKED).forEach { refusal ->
                for (cut in 0..refusal.length) {
                    val conversation = Conversation()
                    conversation.hear(refusal, listOf(cut))
                    withClue("at $cut") { conversation.said.size shouldBe 2 }
                }
                val conversation = Conversation()
                conversation.hear(refusal, (1 until refusal.length).toList())
                conversation.said.size shouldBe 2
                conversation.hear(ESTABLISHED, (1 until ESTABLISHED.length).toList()) shouldBe ""
                conversation.handshake.outcome shouldBe HandshakeOutcome.Established
            }
        }

        test("where the connection cannot be used again the outcome says so, at once") {
            listOf(
                head(REFUSED, CHALLENGE),
                head(REFUSED, CHALLENGE, "Content-Length: 4", "Connection: close"),
                head(REFUSED, CHALLENGE, "Content-Length: 4", "Proxy-Connection: close"),
                head("HTTP/1.0 407 No", CHALLENGE, "Content-Length: 0"),
                head("HTTP/1.0 407 No", CHALLENGE, "Connection: keep-alive", "Transfer-Encoding: chunked"),
                head(REFUSED, CHALLENGE, "Content-Length: 65537"),
                head(REFUSED, CHALLENGE, "Content-Length: 4", "Content-Length: 5"),
                head(REFUSED, CHALLENGE, "Content-Length: 4", "Transfer-Encoding: chunked"),
                head(REFUSED, CHALLENGE, "Transfer-Encoding: gzip"),
                head(REFUSED, CHALLENGE, "Transfer-Encoding: chunked") + "x",
                head(REFUSED, CHALLENGE, "Transfer-Encoding: chunked") + "11000\r\n" + "x".repeat(0x10800),
                WITH_LENGTH + "H",
                CHUNKED + ESTABLISHED,
            ).forEach { refusal ->
                withClue(refusal.take(200)) {
                    val conversation = Conversation()
                    conversation.hear(refusal)
                    conversation.handshake.outcome shouldBe HandshakeOutcome.AskAgain
                    conversation.said.size shouldBe 1
                }
            }
            Conversation().run {
                hear(head("HTTP/1.0 407 No", CHALLENGE, "Connection: keep-alive", "Content-Length: 0"))
                said.size shouldBe 2
            }
        }

        test("C10 a connection that ends is asked anew from the 407 on until a reply begins, and else an error") {
            val wire = WITH_LENGTH + ESTABLISHED
            val headSize = WITH_LENGTH.indexOf("\r\n\r\n") + 4
            for (size in 0 until wire.length) {
                withClue("after $size") {
                    val conversation = Conversation()
                    conversation.hear(wire.take(minOf(size, WITH_LENGTH.length)))
                    if (size > WITH_LENGTH.length) conversation.hear(wire.substring(WITH_LENGTH.length, size))
                    val handshake = conversation.handshake
                    if (size in headSize..WITH_LENGTH.length) {
                        handshake.outcomeOfLoss() shouldBe HandshakeOutcome.AskAgain
                        handshake.endOfInput()
                        handshake.outcome shouldBe HandshakeOutcome.AskAgain
                    } else {
                        handshake.outcomeOfLoss().shouldBeNull()
                        shouldThrow<TruncatedMessageException> { handshake.endOfInput() }
                    }
                }
            }
        }

        test("K4 the second 407 is the last, but for one that says stale") {
            val conversation = Conversation()
            conversation.hear(WITH_LENGTH)
            conversation.hear(head(REFUSED, CHALLENGE, "Content-Length: 4"))
            conversation.handshake.outcome
                .shouldBeInstanceOf<ConnectRefusal>()
                .isAuthenticationRequired shouldBe true
            val stale = head(REFUSED, "$CHALLENGE, stale=true", "Content-Length: 0")
            Conversation().run {
                repeat(3) { hear(stale) }
                said.size shouldBe 3
                handshake.outcome.shouldBeInstanceOf<ConnectRefusal>()
            }
        }

        test("the next connection is asked with an answer at once, and never with the one before") {
            val rounds = rounds(basic = BasicAuthentication.NEVER)
            ConnectHandshake(
                TARGET,
                rounds,
            ).run { decode(wire(head(REFUSED, CHALLENGE)), 0, head(REFUSED, CHALLENGE).length) }
            val counts =
                List(2) {
                    val line = text(checkNotNull(ConnectHandshake(TARGET, rounds).takeOutgoing())).split("\r\n")[2]
                    digestParameters(line.substringAfter(": "))["nc"]
                }
            counts shouldContainExactly listOf("00000001", "00000002")
        }

        test("B4 what a Digest is made of does not get into a snippet") {
            val conversation = Conversation()
            conversation.hear(WITH_LENGTH)
            val hash = "8ca523f5e9506fed4657c9700eebdbec"
            conversation.hear(head("HTTP/1.1 403 No") + "Mufasa sent response=\"$hash\" to us")
            conversation.handshake.outcome
                .shouldBeInstanceOf<ConnectRefusal>()
                .snippet shouldBe "*** sent response=\"***\" to us"
        }
    })

package dev.proxyrotator.engine.tunnel

import dev.proxyrotator.engine.authentication.basicProxyAuthorization
import dev.proxyrotator.engine.authentication.rounds
import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.MalformedMessageException
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.engine.http1.head
import dev.proxyrotator.engine.http1.text
import dev.proxyrotator.engine.http1.wire
import dev.proxyrotator.proxy.ProxyCredentials
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll

private val TARGET = Authority("a.test", 443, isSecure = true)
private const val OK = "HTTP/1.1 200 Connection established"

class ConnectHandshakeTest :
    FunSpec({
        test("B3 the request names the target and carries nothing else") {
            opening(ConnectHandshake(TARGET, rounds = null)) shouldBe
                head("CONNECT a.test:443 HTTP/1.1", "Host: a.test:443", "Proxy-Connection: keep-alive")
            opening(ConnectHandshake(Authority("2001:db8::1", 80, isSecure = false), rounds = null)) shouldBe
                head("CONNECT [2001:db8::1]:80 HTTP/1.1", "Host: [2001:db8::1]:80", "Proxy-Connection: keep-alive")
        }

        test("the credentials of the proxy are sent at once, in UTF-8") {
            opening(ConnectHandshake(TARGET, rounds(ProxyCredentials("Aladdin", "open sesame")))) shouldBe
                head(
                    "CONNECT a.test:443 HTTP/1.1",
                    "Host: a.test:443",
                    "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                    "Proxy-Connection: keep-alive",
                )
            basicProxyAuthorization(ProxyCredentials("test", "123\u00a3")) shouldBe "Basic dGVzdDoxMjPCow=="
            basicProxyAuthorization(ProxyCredentials("", "p:q")) shouldBe "Basic OnA6cQ=="
            shouldThrow<IllegalArgumentException> { basicProxyAuthorization(ProxyCredentials("u:v", "secret")) }
                .message
                .orEmpty() shouldNotContain "secret"
        }

        test("any 2xx opens the tunnel, in HTTP/1.0 too") {
            listOf(OK, "HTTP/1.0 200 OK", "HTTP/1.1 201 Created", "HTTP/1.1 204 No Content", "HTTP/1.1 299").forEach {
                withClue(it) { reply(head(it)) shouldBe Reply(HandshakeOutcome.Established, "") }
            }
        }

        test("C16 a length or a coding of a 2xx is ignored, whatever it says") {
            listOf(
                listOf("Content-Length: 5"),
                listOf("Transfer-Encoding: chunked"),
                listOf("Content-Length: 5", "Content-Length: 9"),
                listOf("Content-Length: x", "Transfer-Encoding: gzip"),
                listOf("Connection: close"),
            ).forEach { fields ->
                val wire = head(OK, *fields.toTypedArray()) + "5\r\nhello"
                withClue(fields) { reply(wire) shouldBe Reply(HandshakeOutcome.Established, "5\r\nhello") }
            }
        }

        test("C15 the bytes behind the head belong to the tunnel, at every split") {
            val wire = "\r\n" + head("HTTP/1.1 100 Continue") + head(OK, "Server: x") + "\u0016\u0003\u0001\r\n\r\n"
            for (cut in 0..wire.length) {
                withClue("at $cut") {
                    reply(wire, listOf(cut)) shouldBe
                        Reply(HandshakeOutcome.Established, "\u0016\u0003\u0001\r\n\r\n")
                }
            }
            reply(wire, (1 until wire.length).toList()).rest shouldBe "\u0016\u0003\u0001\r\n\r\n"
        }

        test("C17 3xx, 4xx and 5xx are refusals, without waiting for their bodies") {
            mapOf(302 to false, 403 to false, 404 to false, 407 to true, 500 to false, 502 to false, 599 to false)
                .forEach { (status, isAuthentication) ->
                    val refused = refusal(head("HTTP/1.1 $status No", "Content-Length: 1000"))
                    refused.status shouldBe status
                    refused.isAuthenticationRequired shouldBe isAuthentication
                    refused.snippet shouldBe ""
                }
        }

        test("C17 a refusal whose framing is in doubt is a refusal all the same") {
            refusal(
                head("HTTP/1.1 403 No", "Content-Length: 9", "Transfer-Encoding: chunked") + "2\r\nno\r\n",
            ).snippet shouldBe
                "no"
            refusal(head("HTTP/1.1 403 No", "Content-Length: 9", "Content-Length: 8") + "no").snippet shouldBe "no"
            refusal(
                head("HTTP/1.0 403 No", "Transfer-Encoding: gzip", "Content-Encoding: gzip") + "xx",
            ).snippet shouldBe
                ""
        }

        test("the challenges of a 407 are handed on as they are") {
            val challenges = listOf("Basic realm=\"a, b\"", "Digest realm=\"c\", nonce=\"d\"")
            val fields = challenges.map { "Proxy-Authenticate: $it" }.toTypedArray()
            refusal(head("HTTP/1.1 407 Proxy Authentication Required", *fields)).proxyAuthenticate shouldBe challenges
            refusal(head("HTTP/1.1 407 No")).proxyAuthenticate shouldBe emptyList()
        }

        test("B12 cookies and what else a proxy says of itself change nothing") {
            val noise = arrayOf("Set-Cookie: a=b", "Strict-Transport-Security: max-age=9", "Alt-Svc: h3=\":443\"")
            reply(head(OK, *noise)) shouldBe Reply(HandshakeOutcome.Established, "")
            refusal(head("HTTP/1.1 407 No", *noise)).run { snippet + proxyAuthenticate } shouldBe "[]"
        }

        test("C17 what is no reply is refused") {
            listOf(
                "<html>hello</html>",
                "hello\r\n\r\n",
                "HTTP/0.9 200 OK\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                head("HTTP/1.1 200 OK", "A: b\u0000"),
                head("HTTP/1.1 200\u0000"),
                head("HTTP/1.1 101 Switching Protocols"),
                head("HTTP/1.1 100 Continue").repeat(17),
                head(OK, " folded"),
                head(OK, "Na me: x"),
                "SSH-2.0-x\r\n",
                "\u0015\u0003\u0003\u0000\u0002\u0002\u0028",
            ).forEach { wire -> withClue(wire) { shouldThrow<MalformedMessageException> { reply(wire) } } }
        }

        test("C17 an endless head is refused after 16 KiB") {
            shouldThrow<MalformedMessageException> { reply("$OK\r\n" + "A: b\r\n".repeat(3000)) }
            shouldThrow<MalformedMessageException> { reply("$OK\r\nA: " + "b".repeat(17_000)) }
            val full = head(OK, "A: " + "b".repeat(16 * 1024 - OK.length - 9))
            full.length shouldBe 16 * 1024
            reply(full).outcome shouldBe HandshakeOutcome.Established
        }

        test("C10 a connection that ends inside the reply is an error at every byte") {
            val wire = head("HTTP/1.1 100 Continue") + head(OK, "Content-Length: 5", "Server: x")
            for (size in 0 until wire.length) {
                val handshake = ConnectHandshake(TARGET, rounds = null)
                handshake.decode(wire(wire), 0, size) shouldBe size
                handshake.outcome shouldBe null
                withClue("after $size") { shouldThrow<TruncatedMessageException> { handshake.endOfInput() } }
            }
            val handshake = ConnectHandshake(TARGET, rounds = null)
            handshake.decode(wire(wire), 0, wire.length)
            handshake.endOfInput()
            handshake.outcome shouldBe HandshakeOutcome.Established
        }

        test("a snippet is one line of what a human can read") {
            fun snippet(body: String) = refusal(head("HTTP/1.1 403 No", "Connection: close") + body).snippet
            snippet("Access denied\r\nby policy\t 7 ") shouldBe "Access denied by policy 7"
            snippet("<head><title>No</title><style>a{}</style></head>") shouldBe "No"
            snippet("<body onload='x()'>not\n<b>here</b><!-- x --></body>") shouldBe "not here"
            snippet("a\u0000b\u001b[31mc\u007fd\u00ff") shouldBe "a?b?[31mc?d?"
            snippet("<p>cut <b") shouldBe "cut"
            snippet("x".repeat(5000)) shouldBe "x".repeat(1024)
            snippet("") shouldBe ""
        }

        test("a chunked refusal is read without its chunk lines, as far as they make sense") {
            fun snippet(body: String) = refusal(head("HTTP/1.1 403 No", "Transfer-Encoding: chunked") + body).snippet
            snippet("3\r\nnot\r\n5\r\n here\r\n0\r\n\r\n") shouldBe "not here"
            snippet("3\r\nnot\r\nzz") shouldBe "not"
            snippet("not") shouldBe ""
        }

        test("B4 a proxy that echoes the credentials does not get them into a snippet") {
            val credentials = ProxyCredentials("session-7", "pa55<w>rd!")
            val blob = basicProxyAuthorization(credentials).substringAfter(' ')

            fun snippet(body: String): String {
                val outcome = reply(head("HTTP/1.1 407 No") + body, credentials = credentials).outcome
                return outcome.shouldBeInstanceOf<ConnectRefusal>().snippet
            }
            snippet("you sent Proxy-Authorization: Basic ${blob.dropLast(1)}, sorry") shouldBe
                "you sent Proxy-Authorization: Basic *** sorry"
            snippet("basic  Zm9v bar") shouldBe "Basic *** bar"
            snippet("no session-7 here") shouldBe "no *** here"
            listOf(
                "it is $blob",
                "it is $blob!",
                "it is pa55<w>rd!",
                "session-7:pa55<w>rd!",
                "http://session-7:pa55%3Cw%3Erd%21@proxy.test",
                "Basic\r\n$blob",
                "${"x".repeat(1019)}pa55<w>rd!",
                "${"x".repeat(1010)}$blob",
            ).forEach { body ->
                withClue(body) {
                    listOf("session", "pa55", "rd!", blob.take(3)).forEach { snippet(body) shouldNotContain it }
                }
            }
        }

        test("random bytes give an outcome, an error or nothing, and never take more than there is") {
            checkAll(2000, Arb.byteArray(Arb.int(0..60), Arb.byte()), Arb.int(0..40)) { noise, at ->
                val bytes = wire(head(OK, "Server: x"))
                noise.copyInto(bytes, minOf(at, bytes.size), 0, minOf(noise.size, bytes.size - minOf(at, bytes.size)))
                val handshake = ConnectHandshake(TARGET, rounds = null)
                try {
                    (handshake.decode(bytes, 0, bytes.size) <= bytes.size) shouldBe true
                } catch (error: MalformedMessageException) {
                    error.message.orEmpty().all { it in ' '..'~' } shouldBe true
                }
            }
        }

        test("C14 the error says what answered instead") {
            shouldThrow<MalformedMessageException> { reply("SSH-2.0-x\r\n") }.message shouldContain "SSH"
        }
    })

private data class Reply(
    val outcome: HandshakeOutcome?,
    val rest: String,
)

/** What comes of [wire], cut before each of [cuts], and what was left of it. */
private fun reply(
    wire: String,
    cuts: List<Int> = emptyList(),
    credentials: ProxyCredentials? = null,
): Reply {
    val handshake = ConnectHandshake(TARGET, credentials?.let { rounds(it) })
    val bytes = wire(wire)
    var taken = 0
    (cuts + bytes.size).fold(0) { start, end ->
        if (handshake.outcome == null) taken = handshake.decode(bytes, start, end)
        end
    }
    return Reply(handshake.outcome, wire.substring(taken))
}

private fun opening(handshake: ConnectHandshake) = text(checkNotNull(handshake.takeOutgoing()))

private fun refusal(wire: String): ConnectRefusal =
    reply(wire).outcome.shouldBeInstanceOf<ConnectRefusal>()

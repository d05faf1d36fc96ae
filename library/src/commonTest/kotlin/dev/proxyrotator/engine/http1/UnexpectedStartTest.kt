package dev.proxyrotator.engine.http1

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

class UnexpectedStartTest :
    FunSpec({
        test("C14 another protocol is called by its name, as soon as it can be told") {
            mapOf(
                "SSH-2.0-OpenSSH_9.6\r\n" to "an SSH banner",
                "220 mail.example ESMTP\r\n" to "an SMTP or FTP banner",
                "220-ftp.example\r\n220 ready\r\n" to "an SMTP or FTP banner",
                "+OK POP3 ready\r\n" to "a POP3 banner",
                "\u0016\u0003\u0001\u0002\u0000" to "a TLS handshake record",
                "\u0015\u0003\u0003\u0000\u0002\u0002\u0028" to "a TLS alert",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" to "an HTTP/2 preface",
                "\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000" to "an HTTP/2 SETTINGS frame",
                "\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000" to "an HTTP/2 SETTINGS frame",
                "<!DOCTYPE html><html>" to "HTML without a head",
                "<html>\r\n" to "HTML without a head",
                "RTSP/1.0 200 OK\r\n\r\n" to "an RTSP response",
                "ICY 200 OK\r\n\r\n" to "an ICY response",
                "GET /?token=1 HTTP/1.1\r\n\r\n" to "an HTTP request",
                "CONNECT a.test:443 HTTP/1.1\r\n\r\n" to "an HTTP request",
            ).forEach { (input, name) ->
                withClue(name) { refusal(input) shouldBe messageStart(refusal(input), name) }
            }
        }

        test("C14 what has no name is shown, shortly and without what a terminal would obey") {
            refusal("garbage\r\n") shouldContain "'garbage'"
            refusal("\u001b[31m\u0000\u00ff red") shouldContain "'.[31m.. red'"
            val long = refusal("x".repeat(5000))
            long shouldContain "x".repeat(40)
            long shouldNotContain "x".repeat(41)
        }

        test("C14 no more than the first line is shown") {
            refusal("garbage\r\nSet-Cookie: secret") shouldNotContain "Set"
        }

        test("C14 garbage is refused at its first byte") {
            val decoder = ResponseDecoder().apply { start(isHead = false) }
            val outcome = runCatching { decoder.decode(wire("x"), 0, 1, Recorder()) }
            (outcome.exceptionOrNull() is MalformedMessageException) shouldBe true
            decoder.hasStarted shouldBe true
        }

        test("C14 garbage before the status line is refused, be it a bare CR or a body left over") {
            listOf("x", "\r", "\r\r\n", " ", "\t\r\n", "0\r\n\r\n", "\u00ef\u00bb\u00bf", "\u0000").forEach {
                withClue(it) { refusal(it + head("HTTP/1.1 200 OK")) }
            }
        }

        test("too little to tell what it is, is no response when the connection ends") {
            listOf(
                "",
                "\r",
                "\r\n",
                "\n\n",
                "H",
                "HTTP/1.1 200 OK",
                "HTTP/1.1 200 OK\r\n",
                "SS",
                "22",
                "\u0000\u0000",
            ).forEach {
                withClue(it) { decode(wire(it), closes = true).error shouldBe "truncated" }
            }
        }

        test("a response has started with its first byte, and empty lines are none") {
            mapOf(
                "" to false,
                "\r" to false,
                "\r\n" to false,
                "\r\n\n" to false,
                "\r\nH" to true,
                "H" to true,
            ).forEach { (input, started) ->
                val decoder = ResponseDecoder()
                withClue(input) {
                    decode(wire(input), decoder = decoder)
                    decoder.hasStarted shouldBe started
                    decode(wire(input), byteByByte(wire(input)), decoder = decoder)
                    decoder.hasStarted shouldBe started
                }
            }
        }
    })

private fun messageStart(
    message: String,
    name: String,
): String = if (message.startsWith(name)) message else "$name, but it is: $message"

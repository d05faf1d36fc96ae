package dev.proxyrotator.engine.http1

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

private const val OK = "HTTP/1.1 200 OK"

class ResponseFramingTest :
    FunSpec({
        test("C3 a Content-Length that is not one decimal number is refused") {
            listOf(
                "",
                "+5",
                "-5",
                "0x5",
                "5 5",
                "5;5",
                "5.0",
                "5s",
                "a",
                "\u00b2",
                "\u00d9\u00a5",
                "1e1",
                "5,",
                ",5",
                "5,,5",
                "5, ",
                "9223372036854775808",
                "99999999999999999999",
                "18446744073709551621",
                "5\t5",
                "\"5\"",
            ).forEach { withClue(it) { refusal(head(OK, "Content-Length: $it")) shouldContain "Content-Length" } }
        }

        test("C3 two different Content-Length values are refused") {
            listOf(
                listOf("Content-Length: 5", "Content-Length: 9"),
                listOf("Content-Length: 9", "content-length: 5"),
                listOf("Content-Length: 5, 9"),
                listOf("Content-Length: 5,5,9"),
                listOf("Content-Length: 5", "A: b", "Content-Length: 5, 9"),
                listOf("Content-Length: 0", "Content-Length: 5"),
                listOf("Content-Length: 05", "Content-Length: 5"),
                listOf("Content-Length: 5", "Content-Length: "),
            ).forEach { fields -> withClue(fields) { refusal(head(OK, *fields.toTypedArray())) } }
        }

        test("C3 the largest Content-Length is taken, and nothing is set aside for it") {
            val decoder = ResponseDecoder().apply { start(isHead = false) }
            val bytes = wire(head(OK, "Content-Length: ${Long.MAX_VALUE}"))
            decoder.decode(bytes, 0, bytes.size, Recorder())
            decoder.remainingLength shouldBe Long.MAX_VALUE
        }

        test("C4 a Transfer-Encoding other than exactly chunked is refused") {
            listOf(
                "",
                "xchunked",
                "chunkedx",
                "chunked, chunked",
                "chunked,",
                ",chunked",
                "gzip, chunked",
                "chunked, gzip",
                "gzip",
                "identity",
                "chunked;x",
                "chunked;q=1",
                "chun ked",
                "\"chunked\"",
                "chunked chunked",
                "x",
                "chunked\u00a0",
                "chunke",
            ).forEach { coding ->
                withClue(coding) { refusal(head(OK, "Transfer-Encoding: $coding")) shouldContain "Transfer-Encoding" }
            }
            refusal(head(OK, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"))
            refusal(head(OK, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"))
            refusal(head(OK, "Transfer-Encoding: gzip", "Transfer-Encoding: chunked"))
        }

        test("C4 a bare control character hides no coding") {
            listOf("chunked\u000b", "\u000bchunked", "chunked\u0000", "chunked\r").forEach {
                refusal(head(OK, "Transfer-Encoding: $it"))
            }
        }

        test("C4 a Transfer-Encoding in an HTTP/1.0 response is refused") {
            refusal(head("HTTP/1.0 200 OK", "Transfer-Encoding: chunked")) shouldContain "HTTP/1.0"
            refusal(head("HTTP/1.0 200 OK", "Transfer-Encoding: chunked"), isHead = true)
        }

        test("C4 chunked wins over Content-Length, and the connection is not kept") {
            listOf(listOf("Content-Length: 3", CHUNKED), listOf(CHUNKED, "Content-Length: 3")).forEach { fields ->
                val decoded = accepted(head(OK, *fields.toTypedArray()) + "2\r\nok\r\n0\r\n\r\n")
                decoded.body shouldBe "ok"
                decoded.keepsConnection shouldBe false
            }
        }

        test("E11 the answer to HEAD, 204 and 304 end with the head whatever their length says") {
            val bodiless = listOf("200 OK" to true, "204 No Content" to false, "304 Not Modified" to false)
            bodiless.forEach { (status, isHead) ->
                val decoded = accepted(head("HTTP/1.1 $status", "Content-Length: 3") + "HTTP", isHead)
                decoded.framing shouldBe BodyFraming.None
                decoded.body shouldBe ""
            }
        }

        test("E11 a length in doubt is refused even where there is no body") {
            refusal(head(OK, "Content-Length: 3", "Content-Length: 4"), isHead = true)
            refusal(head("HTTP/1.1 304 Not Modified", "Transfer-Encoding: gzip"))
        }

        test("the fields of an interim response frame nothing") {
            val hints = head("HTTP/1.1 103 Early Hints", "Content-Length: 3", "Connection: close")
            val decoded = accepted(hints + head(OK, "Content-Length: 1") + "a")
            decoded.framing shouldBe BodyFraming.Length(1)
            decoded.keepsConnection shouldBe true
        }

        test("what remains of a known length is told") {
            val decoder = ResponseDecoder().apply { start(isHead = false) }
            decoder.remainingLength shouldBe null
            val bytes = wire(head(OK, "Content-Length: 5") + "hel")
            decoder.decode(bytes, 0, bytes.size, Recorder())
            decoder.remainingLength shouldBe 2
        }
    })

private const val CHUNKED = "Transfer-Encoding: chunked"

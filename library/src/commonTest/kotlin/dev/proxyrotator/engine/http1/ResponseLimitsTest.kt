package dev.proxyrotator.engine.http1

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

private const val OK = "HTTP/1.1 200 OK"
private const val NO_BODY = "Content-Length: 0"
private const val KIBI = 1024

class ResponseLimitsTest :
    FunSpec({
        test("C6 a status line has at most 8 KiB") {
            val reason = "r".repeat(8 * KIBI - "HTTP/1.1 200 ".length)
            listOf("\r\n", "\n").forEach { end ->
                accepted("HTTP/1.1 200 $reason$end$NO_BODY$end$end").reason shouldBe reason
                refusal("HTTP/1.1 200 ${reason}r$end") shouldContain "status line"
            }
            refusal("HTTP/1.1 200 ${reason}rr") shouldContain "status line"
        }

        test("C6 a header line has at most 64 KiB") {
            val value = "v".repeat(64 * KIBI - 3)
            listOf("\r\n", "\n").forEach { end ->
                accepted("$OK$end$NO_BODY${end}A: $value$end$end").headers.last() shouldBe ("A" to value)
                refusal("$OK$end$NO_BODY${end}A: v$value$end$end") shouldContain "header line 2"
            }
            refusal("$OK\r\nA: vv$value") shouldContain "header line 1"
        }

        test("C6 a head has at most 1,000 header lines, those of interim responses counted") {
            accepted(head(OK, NO_BODY, *Array(999) { "A: $it" })).headers.size shouldBe 1000
            refusal(head(OK, NO_BODY, *Array(1000) { "A: $it" })) shouldContain "1000"
            val hints = head("HTTP/1.1 103 Early Hints", *Array(600) { "A: $it" })
            refusal(hints + head(OK, *Array(401) { "A: $it" })) shouldContain "1000"
        }

        test("C6 a head has at most 256 KiB, empty lines and interim responses counted") {
            val line = "A: ${"v".repeat(1019)}"
            val full = "\r\n" + head(OK, NO_BODY, *Array(255) { line })
            val room = 256 * KIBI - full.length
            accepted("\r\n" + head(OK, NO_BODY, "B: ${"v".repeat(room - 5)}", *Array(255) { line })).isComplete shouldBe
                true
            refusal("\r\n" + head(OK, NO_BODY, "B: ${"v".repeat(room - 4)}", *Array(255) { line })) shouldContain "head"
            refusal(head(OK, *Array(257) { line })) shouldContain "262144"
            refusal(head("HTTP/1.1 103 X", *Array(200) { line }) + head(OK, *Array(100) { line })) shouldContain
                "262144"
        }

        test("C6 garbage without an end is refused within the limit, in whatever pieces it comes") {
            listOf("$OK\r\nA: ", OK, "HTTP/", "$OK\r\n").forEach { start ->
                val input = wire(start) + ByteArray(300 * KIBI) { 'a'.code.toByte() }
                listOf(1, 7, 1460, 65536).forEach { step ->
                    withClue("$start in steps of $step") {
                        decode(input, (step until input.size step step).toList()).error shouldBe "malformed"
                    }
                }
            }
        }

        test("C6 the memory of a connection does not stay at the size of its longest line") {
            val lines = LineReader()
            val long = ByteArray(60 * KIBI) { 'a'.code.toByte() }
            lines.read(long, 0, long.size)
            lines.array.size shouldBe long.size
            lines.clear()
            lines.array.size shouldBe 0
        }

        test("C6 a line that comes byte by byte is copied a constant number of times") {
            val lines = LineReader()
            val byte = wire("a")
            val arrays = mutableListOf<ByteArray>()
            repeat(64 * KIBI) {
                lines.read(byte, 0, 1)
                if (arrays.lastOrNull() !== lines.array) arrays += lines.array
            }
            // Each array is twice the one before, so all the copying together is less than twice the line.
            arrays.sumOf { it.size } shouldBe 128 * KIBI - 256
        }

        test("C7 sixteen interim responses are skipped, a seventeenth is refused") {
            val interim = head("HTTP/1.1 100 Continue")
            accepted(interim.repeat(16) + head(OK, NO_BODY)).interims.size shouldBe 16
            refusal(interim.repeat(17)) shouldContain "interim"
            refusal(head("HTTP/1.1 103 Early Hints", "Link: </a>").repeat(17)) shouldContain "interim"
        }

        test("C7 the limit of interim responses is one response's, not the connection's") {
            val decoder = ResponseDecoder()
            val input = wire(head("HTTP/1.1 100 Continue").repeat(16) + head(OK, NO_BODY))
            repeat(3) { decode(input, decoder = decoder).isComplete shouldBe true }
        }

        test("C7 a 101 is refused, for nobody asked to switch protocols") {
            refusal(head("HTTP/1.1 101 Switching Protocols", "Upgrade: h2c", "Connection: upgrade")) shouldContain "101"
            refusal(head("HTTP/1.1 100 Continue") + head("HTTP/1.1 101 Switching Protocols"))
        }

        test("two empty lines before a status line are skipped, a third is refused") {
            accepted("\r\n\n" + head(OK, NO_BODY)).isComplete shouldBe true
            accepted("\r\n\r\n" + head("HTTP/1.1 100 Continue") + "\n\r\n" + head(OK, NO_BODY)).interims shouldBe
                listOf(100)
            refusal("\r\n\r\n\r\n" + head(OK, NO_BODY)) shouldContain "empty lines"
        }
    })

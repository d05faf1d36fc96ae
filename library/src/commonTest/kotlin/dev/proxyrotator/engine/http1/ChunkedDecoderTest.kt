package dev.proxyrotator.engine.http1

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll

private val HEAD = head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked")

class ChunkedDecoderTest :
    FunSpec({
        test("C8 a chunk size that is not plain hexadecimal is refused") {
            listOf(
                "",
                "g",
                "+5",
                "-5",
                "0x5",
                "5h",
                " 5",
                "\t5",
                "5 ",
                "5\t",
                "5 5",
                "\u0000",
                "5\u0000",
                "5\u000b",
                ";a",
                "\"5\"",
                "5,",
                "_5",
                "\u00b2",
                "fffffffffffffffff",
                "00000000000000005",
                "ffffffffffffffff",
                "8000000000000000",
            ).forEach { size -> withClue(size) { refusal("$HEAD$size\r\nhello\r\n0\r\n\r\n") } }
        }

        test("C8 sixteen digits are taken, up to what a signed number holds") {
            accepted("${HEAD}0000000000000005\r\nhello\r\n0\r\n\r\n").body shouldBe "hello"
            decode(wire("${HEAD}7fffffffffffffff\r\nhello")).run { error to body } shouldBe (null to "hello")
        }

        test("C8 chunk lines end in CRLF and nothing else") {
            listOf(
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello\r\n0\n\r\n",
                "5\rhello\r\n0\r\n\r\n",
                "5\r\rhello\r\n0\r\n\r\n",
                "5\r\nhello\r0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhello!\r\n0\r\n\r\n",
                "5;a\nhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n\r\n0\r\n\r\n",
                "4\r\nhello\r\n0\r\n\r\n",
                "6\r\nhello\r\n0\r\n\r\n",
            ).forEach { body -> withClue(body) { refusal(HEAD + body) } }
        }

        test("a chunk extension is read past when it is one") {
            val tokens = listOf(";a", ";a=b", " ;a", "\t; a", ";a;b", ";a = b")
            val quoted = listOf(";a=\"b\"", ";a =\"\"", ";a=\"\\\"\"", ";a=\";\" ;b", ";a=\"\u00ff\"")
            (tokens + quoted)
                .forEach { withClue(it) { accepted("${HEAD}5$it\r\nhello\r\n0$it\r\n\r\n").body shouldBe "hello" } }
        }

        test("C8 what is no chunk extension is refused") {
            listOf(
                ";",
                ";;a",
                ";a;",
                ";a=",
                ";=b",
                ";a=b c",
                ";a b",
                " a",
                ";a ",
                ";a=\"b",
                ";a=\"b\"c",
                ";a=\"\u0000\"",
                ";a\u0000",
                ";a=\"\\",
                ";a=\"b\rc\"",
                ";a(b",
                ";\u00ff",
                ";a=b\rc",
                ";a=\"\nb\"",
            ).forEach { withClue(it) { refusal("${HEAD}5$it\r\nhello\r\n0\r\n\r\n") } }
        }

        test("C8 an endless chunk extension is refused after 4 KiB") {
            refusal("${HEAD}5;${"a".repeat(4096)}") shouldContain "4096"
            refusal("${HEAD}5;a=\"${"b".repeat(5000)}") shouldContain "4096"
            // Size, semicolon and CRLF count too.
            accepted("${HEAD}5;${"a".repeat(4092)}\r\nhello\r\n0\r\n\r\n").body shouldBe "hello"
            refusal("${HEAD}5;${"a".repeat(4093)}\r\nhello\r\n0\r\n\r\n")
        }

        test("C8 single bytes wrapped in a kibibyte of extension are refused after 100 KiB") {
            val chunk = "1;${"a".repeat(1024)}\r\nx\r\n"
            refusal(HEAD + chunk.repeat(110)) shouldContain "outweigh"
            accepted(HEAD + chunk.repeat(90) + "0\r\n\r\n").body.length shouldBe 90
        }

        test("C8 small chunks are refused only when there is next to nothing in them") {
            refusal(HEAD + "1\r\nx\r\n".repeat(30_000)) shouldContain "outweigh"
            accepted(HEAD + "4\r\nabcd\r\n".repeat(30_000) + "0\r\n\r\n").body.length shouldBe 120_000
        }

        test("C9 trailers are checked, bounded and never applied") {
            val decoded =
                accepted("${HEAD}2\r\nok\r\n0\r\nContent-Length: 1\r\nSet-Cookie: a=b\r\nConnection: close\r\n\r\n")
            decoded.headers shouldBe listOf("Transfer-Encoding" to "chunked")
            decoded.keepsConnection shouldBe true
            listOf(" a: b", "a", ": b", "a : b", "a: \u0000", "a: b\rc").forEach { line ->
                withClue(line) { refusal("${HEAD}0\r\n$line\r\n\r\n") shouldContain "trailer" }
            }
        }

        test("C9 trailers end at 16 KiB, in one line or in many") {
            refusal("${HEAD}0\r\na: ${"b".repeat(16 * 1024)}") shouldContain "trailers"
            val full = "a: b\r\n".repeat(16 * 1024 / 6)
            refusal("${HEAD}0\r\n${full}a: b\r\n\r\n") shouldContain "trailers"
            accepted("${HEAD}0\r\n$full\r\n").isComplete shouldBe true
        }

        test("whatever is sent in chunks arrives") {
            val someChunks = Arb.list(Arb.byteArray(Arb.int(1..3000), Arb.byte()), 0..8)
            checkAll(200, someChunks, Arb.int(1..700)) { chunks, step ->
                val out = HeadBuffer().bytes(wire(HEAD))
                val around = ByteArray(ChunkedEncoder.LONGEST_HEAD)
                chunks.forEach { chunk ->
                    out.bytes(around, 0, ChunkedEncoder.putHead(chunk.size, around, 0)).bytes(chunk)
                    out.bytes(around, 0, ChunkedEncoder.putTail(around, 0))
                }
                out.bytes(around, 0, ChunkedEncoder.putLast(around, 0))
                val input = out.toByteArray()
                val decoded = decode(input, (step until input.size step step).toList())
                decoded.isComplete shouldBe true
                decoded.consumed shouldBe input.size
                decoded.body shouldBe text(chunks.fold(ByteArray(0)) { all, chunk -> all + chunk })
            }
        }

        test("the size of a chunk is written in as few digits as it takes") {
            val sizes =
                mapOf(
                    1 to "1",
                    15 to "f",
                    16 to "10",
                    255 to "ff",
                    65536 to "10000",
                    Int.MAX_VALUE to "7fffffff",
                )
            sizes.forEach { (size, hex) ->
                val into = ByteArray(ChunkedEncoder.LONGEST_HEAD + 1)
                val end = ChunkedEncoder.putHead(size, into, 1)
                text(into.copyOfRange(1, end)) shouldBe "$hex\r\n"
            }
        }
    })

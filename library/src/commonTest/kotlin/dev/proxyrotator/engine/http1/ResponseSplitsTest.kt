package dev.proxyrotator.engine.http1

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll

private const val BEHIND = "HTTP/1.1 500 Next\r\n\r\n"

class ResponseSplitsTest :
    FunSpec({
        test("each response of the corpus means what it should") {
            responseCorpus.forEach { sample ->
                withClue(sample) {
                    val decoded = whole(sample)
                    decoded.error shouldBe null
                    decoded.isComplete shouldBe true
                    decoded.body shouldBe sample.body
                    decoded.framing shouldBe sample.framing
                    decoded.keepsConnection shouldBe sample.keeps
                    decoded.interims shouldBe sample.interims
                    decoded.consumed shouldBe sample.wire.length
                }
            }
        }

        test("C11 every split into two and into single bytes gives the same result") {
            responseCorpus.forEach { sample ->
                val input = wire(sample.wire)
                val expected = whole(sample)
                withClue(sample) { decode(input, byteByByte(input), sample.isHead, closes = true) shouldBe expected }
                for (cut in 0..input.size) {
                    val halves = decode(input, listOf(cut), sample.isHead, closes = true)
                    if (halves != expected) withClue("$sample at $cut") { halves shouldBe expected }
                }
            }
        }

        test("C11 random splits give the same result") {
            checkAll(2000, Arb.element(responseCorpus), Arb.list(Arb.int(0..400), 0..12)) { sample, cuts ->
                val input = wire(sample.wire)
                val ordered = cuts.filter { it <= input.size }.sorted()
                decode(input, ordered, sample.isHead, closes = true) shouldBe whole(sample)
            }
        }

        test("C11 a damaged response is the same error or the same response, however it is split") {
            val damage = Arb.element("", "\r", "\n", "\u0000", " ", ":", ",", ";", "0", "f", "\r\n", "\u00ff")
            checkAll(5000, Arb.element(responseCorpus), Arb.int(0..200), damage) { sample, at, replacement ->
                val place = at % (sample.wire.length + 1)
                val input = wire(sample.wire.take(place) + replacement + sample.wire.drop(place + 1))
                val whole = decode(input, isHead = sample.isHead, closes = true)
                decode(input, byteByByte(input), sample.isHead, closes = true) shouldBe whole
                decode(input, listOf(minOf(place, input.size)), sample.isHead, closes = true) shouldBe whole
            }
        }

        test("C10 the end of the connection after every byte completes only what may end so") {
            responseCorpus.forEach { sample ->
                val input = wire(sample.wire)
                for (size in 0..input.size) {
                    val prefix = input.copyOf(size)
                    val whole = decode(prefix, isHead = sample.isHead, closes = true)
                    val hasBody = sample.framing == BodyFraming.UntilClose && size >= input.size - sample.body.length
                    val mayEnd = size == input.size || hasBody
                    if (whole.isComplete != mayEnd || whole.error != (if (mayEnd) null else "truncated")) {
                        withClue("$sample after $size") { whole shouldBe null }
                    }
                    if (whole != decode(prefix, byteByByte(prefix), sample.isHead, closes = true)) {
                        withClue("$sample after $size, byte by byte") { whole shouldBe null }
                    }
                }
            }
        }

        test("C18 what follows a complete response is not taken") {
            responseCorpus.filter { it.framing != BodyFraming.UntilClose }.forEach { sample ->
                val input = wire(sample.wire + BEHIND)
                for (cut in sample.wire.length - 1..input.size) {
                    withClue("$sample at $cut") {
                        decode(input, listOf(cut), sample.isHead).consumed shouldBe sample.wire.length
                    }
                }
            }
        }

        test("one decoder decodes a whole connection") {
            val decoder = ResponseDecoder()
            repeat(3) {
                responseCorpus.forEach { sample ->
                    val input = wire(sample.wire)
                    val again = decode(input, listOf(input.size / 2), sample.isHead, closes = true, decoder = decoder)
                    withClue(sample) { again shouldBe whole(sample) }
                }
            }
        }
    })

private fun whole(sample: Sample): Decoded = decode(wire(sample.wire), isHead = sample.isHead, closes = true)

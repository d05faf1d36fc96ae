package dev.proxyrotator.engine.coding

import dev.proxyrotator.engine.Compression
import dev.proxyrotator.failure.ResponseDecodingException.Reason
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.choice
import io.kotest.property.arbitrary.enum
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.map
import io.kotest.property.checkAll

private val text = "Whatever is said twice is said shorter: whatever is said twice. ".repeat(5).toByteArray()
private val inflations = InflationFactory(::ZipInflation)

private fun <T> decoding(
    coding: ContentCoding,
    block: ContentDecoder.() -> T,
): T = coding.open(inflations).use(block)

private fun decode(
    wrapping: Wrapping,
    encoded: ByteArray,
    splits: List<Int> = emptyList(),
): ByteArray = decoding(wrapping.coding) { decodeAll(encoded, splits) }

private fun reasonOf(
    wrapping: Wrapping,
    encoded: ByteArray,
): Reason = shouldThrow<UndecodableException> { decode(wrapping, encoded) }.reason

class ContentDecoderTest :
    FunSpec({
        Wrapping.entries.forEach { wrapping ->
            val encoded = wrapping.encode(text)

            test("C12 $wrapping comes out the same however it is split") {
                for (first in 0..encoded.size) {
                    decode(wrapping, encoded, listOf(first)) shouldBe text
                }
                decode(wrapping, encoded, (0 until encoded.size).toList()) shouldBe text
            }

            test("C12 $wrapping that is cut short is an error wherever it is cut") {
                for (length in 1 until encoded.size) {
                    reasonOf(wrapping, encoded.copyOf(length)) shouldBe Reason.DAMAGED
                }
            }

            test("C12 $wrapping with anything behind its end is an error") {
                listOf(byteArrayOf(0), ByteArray(100), "garbage".toByteArray()).forEach {
                    reasonOf(wrapping, encoded + it) shouldBe Reason.DAMAGED
                }
            }

            test("no bytes at all are an empty $wrapping") {
                decode(wrapping, ByteArray(0)).size shouldBe 0
                decode(wrapping, wrapping.encode(ByteArray(0))).size shouldBe 0
            }
        }

        test("random bytes come out the same through one coding or two, however they are split") {
            val contents =
                Arb.choice(
                    Arb.byteArray(Arb.int(0..5_000), Arb.byte()),
                    Arb.int(0..100_000).map { ByteArray(it) },
                    Arb.int(0..100_000).map { size -> ByteArray(size) { (it / 7).toByte() } },
                )
            checkAll(contents, Arb.list(Arb.enum<Wrapping>(), 1..2), Arb.list(Arb.int(0..1_000), 0..5)) {
                content,
                wrappings,
                cuts,
                ->
                val encoded = wrappings.fold(content) { bytes, wrapping -> wrapping.encode(bytes) }
                val splits = cuts.map { it.coerceAtMost(encoded.size) }.sorted()
                val decoders = wrappings.asReversed().map { it.coding.open(inflations) }
                decoders.reduce { outer, inner -> StackedDecoder(outer, inner) }.use {
                    it.decodeAll(encoded, splits, room = 4096) shouldBe content
                }
            }
        }

        test("several gzip members are one body") {
            decode(Wrapping.GZIP, gzip(text) + gzip(ByteArray(0)) + gzip(text)) shouldBe text + text
            reasonOf(Wrapping.GZIP, gzip(text) + gzip(text).copyOf(5)) shouldBe Reason.DAMAGED
        }

        test("a byte of gzip that is not what it was is an error, or changes nothing") {
            val encoded = gzip(text)
            // Time, level and system are not checked by anything, in a header without a checksum.
            val unchecked = 4..9
            encoded.indices.filter { it !in unchecked }.forEach { at ->
                val damaged = encoded.copyOf().also { it[at] = (it[at].toInt() xor 0x10).toByte() }
                shouldThrow<UndecodableException> { decode(Wrapping.GZIP, damaged) }
            }
        }

        test("zlib with a wrong checksum is an error") {
            val encoded = Wrapping.ZLIB.encode(text)
            encoded[encoded.lastIndex] = (encoded.last() + 1).toByte()
            reasonOf(Wrapping.ZLIB, encoded) shouldBe Reason.DAMAGED
        }

        context("a gzip header with everything that may be in it") {
            val plain = gzip(text)
            val extra = byteArrayOf(3, 0, 1, 2, 0)
            val names = "name\u0000comment\u0000".toByteArray()
            val fields = plain.copyOf(10).also { it[3] = 0x1e } + extra + names
            val checksum =
                java.util.zip
                    .CRC32()
                    .apply { update(fields) }
                    .value
                    .toInt()
            val rest = plain.copyOfRange(10, plain.size)

            test("is passed over") {
                val whole = fields + byteArrayOf(checksum.toByte(), (checksum shr 8).toByte()) + rest
                decode(Wrapping.GZIP, whole) shouldBe text
                decode(Wrapping.GZIP, whole, whole.indices.toList()) shouldBe text
            }

            test("with a wrong checksum is an error") {
                val whole = fields + byteArrayOf((checksum + 1).toByte(), (checksum shr 8).toByte()) + rest
                reasonOf(Wrapping.GZIP, whole) shouldBe Reason.DAMAGED
            }

            test("with a flag nobody knows is an error") {
                reasonOf(Wrapping.GZIP, plain.copyOf().also { it[3] = 0x20 }) shouldBe Reason.DAMAGED
            }
        }

        test("what needs a dictionary is an error") {
            val deflater =
                java.util.zip
                    .Deflater()
                    .apply { setDictionary(text) }
            val encoded = ByteArray(1000)
            deflater.setInput(text)
            deflater.finish()
            val size = deflater.deflate(encoded)
            deflater.end()
            reasonOf(Wrapping.ZLIB, encoded.copyOf(size)) shouldBe Reason.DAMAGED
        }

        test("C12 more than the ratio allows is an error, but not before so much came out that it matters") {
            val zeros = ByteArray(100_000)
            val encoded = gzip(zeros)

            fun decode(limits: Compression) =
                LimitedDecoder(ContentCoding.GZIP.open(inflations), limits).use { it.decodeAll(encoded) }
            decode(Compression(maxRatio = 10, maxRatioFrom = 100_000)) shouldBe zeros
            decode(Compression(maxRatio = 2000, maxRatioFrom = 0)) shouldBe zeros
            shouldThrow<UndecodableException> { decode(Compression(maxRatio = 10, maxRatioFrom = 99_999)) }
                .reason shouldBe Reason.RATIO
        }

        test("C12 what is written over Content-Encoding is read in its order, and no more than twice") {
            val gzip = ContentCoding.GZIP
            val deflate = ContentCoding.DEFLATE
            mapOf(
                listOf("gzip") to listOf(gzip),
                listOf("X-GZip") to listOf(gzip),
                listOf("deflate , gzip") to listOf(deflate, gzip),
                listOf("deflate", "gzip") to listOf(deflate, gzip),
                listOf(", identity,,gzip") to listOf(gzip),
                listOf("identity") to emptyList(),
                listOf("br") to emptyList(),
                listOf("gzip, br") to emptyList(),
                listOf("gzip;q=1") to emptyList(),
                listOf("") to emptyList(),
            ).forEach { (lines, codings) -> ContentCoding.of(lines) shouldBe codings }
            shouldThrow<UndecodableException> { ContentCoding.of(listOf("gzip, gzip", "deflate")) }
                .reason shouldBe Reason.CODINGS
        }

        test("a large body through a small window is the same") {
            val large = patternedBytes(1_000_000, seed = 5)
            Wrapping.entries.forEach { wrapping ->
                decoding(wrapping.coding) { decodeAll(wrapping.encode(large), room = 8192) } shouldBe large
            }
        }
    })

package dev.proxyrotator.engine.coding

import dev.proxyrotator.engine.Compression
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.longs.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.cancel
import io.ktor.utils.io.readAvailable
import io.ktor.utils.io.toByteArray
import io.ktor.utils.io.writeFully
import io.ktor.utils.io.writer
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.io.IOException
import java.io.ByteArrayOutputStream
import java.util.zip.GZIPOutputStream

private const val MEBIBYTE = 1024 * 1024
private val text = "some text, some text, some text ".repeat(1000).toByteArray()

/** A body over [source], and what becomes of it. */
private class Watched(
    source: ByteReadChannel,
    private val inflations: CountedInflations = CountedInflations(),
    open: (InflationFactory) -> ContentDecoder = { ContentCoding.GZIP.open(it) },
) {
    val flaws = ArrayList<String>()
    val body =
        DecodedBody(source, { open(inflations) }) { flaw ->
            flaws.add(flaw.detail)
            IOException(flaw.detail)
        }
    val opened get() = inflations.opened
    val isFreed get() = inflations.closed == inflations.opened
}

private fun watched(bytes: ByteArray) = Watched(ByteReadChannel(bytes))

/** 10 GiB of zeros as gzip in gzip, made while it is read. */
private fun CoroutineScope.nestedBomb(gibibytes: Int = 10): ByteReadChannel {
    val member = gzip(ByteArray(MEBIBYTE))
    return writer {
        val pending = ByteArrayOutputStream()
        val outer = GZIPOutputStream(pending)
        repeat(gibibytes * 1024) {
            outer.write(member)
            channel.writeFully(pending.toByteArray())
            pending.reset()
        }
        outer.close()
        channel.writeFully(pending.toByteArray())
    }.channel
}

@OptIn(InternalAPI::class)
class DecodedBodyTest :
    FunSpec({
        fun bodyTest(
            name: String,
            test: suspend TestScope.() -> Unit,
        ) = test(name) { runTest { test() } }

        bodyTest("a body is read to its end and frees what it took") {
            val watched = watched(gzip(text))
            watched.body.toByteArray() shouldBe text
            watched.body.isClosedForRead shouldBe true
            watched.body.closedCause shouldBe null
            watched.body.readAvailable(ByteArray(1)) shouldBe -1
            watched.isFreed shouldBe true
        }

        bodyTest("a body nobody reads takes nothing") {
            val watched = watched(gzip(text))
            watched.body.cancel()
            watched.opened shouldBe 0
        }

        bodyTest("C12 the reader of a damaged body gets what came before, and is told last") {
            val encoded = gzip(text)
            val watched = watched(encoded.copyOf(encoded.size - 1))
            val read = ByteArray(text.size)
            var count = 0
            while (count < text.size) count += watched.body.readAvailable(read, count, text.size - count)
            read shouldBe text
            watched.body.closedCause shouldBe null
            watched.body.isClosedForRead shouldBe false
            shouldThrow<IOException> { watched.body.awaitContent() }.message shouldBe watched.flaws.single()
            watched.body.isClosedForRead shouldBe true
            watched.body.closedCause?.message shouldBe watched.flaws.single()
            watched.isFreed shouldBe true
        }

        bodyTest("a source that breaks off is told as it told") {
            val source = ByteChannel(autoFlush = true)
            val watched = Watched(source)
            source.writeFully(gzip(text).copyOf(60))
            val reading = async { runCatching { watched.body.toByteArray() } }
            runCurrent()
            source.cancel(IOException("broken"))
            runCurrent()
            generateSequence(reading.await().exceptionOrNull()) { it.cause }.any { it.message == "broken" } shouldBe
                true
            watched.flaws shouldBe emptyList()
            watched.isFreed shouldBe true
        }

        bodyTest("who waits for more can be cancelled, and so can the body") {
            val source = ByteChannel(autoFlush = true)
            val watched = Watched(source)
            source.writeFully(gzip(text).copyOf(5))
            val reading = launch { watched.body.awaitContent() }
            runCurrent()
            reading.cancelAndJoin()
            watched.isFreed shouldBe false
            watched.body.cancel(IOException("enough"))
            watched.isFreed shouldBe true
            source.isClosedForWrite shouldBe true
            watched.body.isClosedForRead shouldBe true
        }

        bodyTest("the end of the call frees what a reader has left behind") {
            val watched = watched(gzip(text))
            watched.body.awaitContent()
            watched.isFreed shouldBe false
            watched.body.close()
            watched.isFreed shouldBe true
            shouldThrow<IOException> { watched.body.toByteArray() }
        }

        bodyTest("C12 ten gibibytes in a few kilobytes are an error soon after ten mebibytes") {
            val limits = Compression()
            val watched =
                Watched(nestedBomb()) { inflations ->
                    val outer = LimitedDecoder(ContentCoding.GZIP.open(inflations), limits)
                    val inner = LimitedDecoder(ContentCoding.GZIP.open(inflations), limits)
                    LimitedDecoder(StackedDecoder(outer, inner), limits)
                }
            var total = 0L
            val buffer = ByteArray(8192)
            shouldThrow<IOException> {
                while (true) {
                    val count = watched.body.readAvailable(buffer)
                    if (count == -1) break
                    total += count
                }
            }
            total shouldBeInRange limits.maxRatioFrom - 8192..limits.maxRatioFrom
            watched.isFreed shouldBe true
        }

        bodyTest("C12 however much comes out, no more of it is in memory than was asked for") {
            val watched =
                Watched(nestedBomb(gibibytes = 1)) {
                    StackedDecoder(ContentCoding.GZIP.open(it), ContentCoding.GZIP.open(it))
                }
            var total = 0L
            val buffer = ByteArray(100_000)
            while (watched.body.awaitContent()) {
                watched.body.readBuffer.size shouldBeLessThanOrEqual 8192L
                total += watched.body.readBuffer.readAtMostTo(buffer)
            }
            total shouldBe 1024L * MEBIBYTE
            watched.isFreed shouldBe true
        }
    })

package dev.proxyrotator.engine.coding

import java.io.ByteArrayOutputStream
import java.util.zip.Deflater
import java.util.zip.DeflaterOutputStream
import java.util.zip.GZIPOutputStream

/** The codings that servers send under the names of [ContentCoding], and how each of them is made. */
internal enum class Wrapping(
    val coding: ContentCoding,
    val encode: (ByteArray) -> ByteArray,
) {
    GZIP(ContentCoding.GZIP, ::gzip),
    ZLIB(ContentCoding.DEFLATE, { deflated(it, isRaw = false) }),
    RAW(ContentCoding.DEFLATE, { deflated(it, isRaw = true) }),
}

internal fun gzip(bytes: ByteArray): ByteArray =
    ByteArrayOutputStream().also { out -> GZIPOutputStream(out).use { it.write(bytes) } }.toByteArray()

private fun deflated(
    bytes: ByteArray,
    isRaw: Boolean,
): ByteArray {
    val deflater = Deflater(Deflater.DEFAULT_COMPRESSION, isRaw)
    return ByteArrayOutputStream()
        .also { out -> DeflaterOutputStream(out, deflater).use { it.write(bytes) } }
        .toByteArray()
        .also { deflater.end() }
}

/** Counts what is open of the memory outside of the heap. */
internal class CountedInflations : InflationFactory {
    var opened = 0
        private set
    var closed = 0
        private set

    override fun open(isWrapped: Boolean): Inflation {
        opened++
        val inflation = ZipInflation(isWrapped)
        return object : Inflation by inflation {
            private var isOpen = true

            override fun close() {
                inflation.close()
                if (isOpen) closed++
                isOpen = false
            }
        }
    }
}

/** Decodes [encoded] in pieces that end at [splits], through windows of [room] bytes. */
internal fun ContentDecoder.decodeAll(
    encoded: ByteArray,
    splits: List<Int> = emptyList(),
    room: Int = 100,
): ByteArray {
    val out = ByteArrayOutputStream()
    val to = ByteWindow.empty(room)
    var start = 0
    for (end in splits + encoded.size) {
        val from = ByteWindow(encoded.copyOfRange(start, end))
        start = end
        do {
            to.clear()
            decode(from, to)
            out.write(to.bytes, to.start, to.size)
        } while (!to.isEmpty)
        check(from.isEmpty) { "Nothing came out though ${from.size} bytes are left" }
    }
    finish()
    return out.toByteArray()
}

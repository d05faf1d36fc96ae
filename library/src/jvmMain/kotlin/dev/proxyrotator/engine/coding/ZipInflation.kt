package dev.proxyrotator.engine.coding

import java.util.zip.CRC32
import java.util.zip.DataFormatException
import java.util.zip.Inflater

/** [Inflation] by the zlib of the JDK, whose memory is outside of the heap. */
internal class ZipInflation(
    private val isWrapped: Boolean,
) : Inflation {
    private val inflater = Inflater(!isWrapped)
    private val crc = CRC32()

    override val isFinished: Boolean get() = inflater.finished()

    override val checksum: Int get() = crc.value.toInt()

    override val size: Int get() = inflater.bytesWritten.toInt()

    override fun inflate(
        from: ByteWindow,
        to: ByteWindow,
    ) {
        inflater.setInput(from.bytes, from.start, from.size)
        val count =
            try {
                inflater.inflate(to.bytes, to.end, to.bytes.size - to.end)
            } catch (_: DataFormatException) {
                throw damaged("the compressed data is not valid")
            }
        val isStuck = count == 0 && !to.isFull && !inflater.finished() && inflater.remaining > 0
        if (isStuck || inflater.needsDictionary()) throw damaged("the compressed data needs a dictionary")
        from.start = from.end - inflater.remaining
        if (!isWrapped) crc.update(to.bytes, to.end, count)
        to.end += count
    }

    override fun reset() {
        inflater.reset()
        crc.reset()
    }

    override fun close() = inflater.end()
}

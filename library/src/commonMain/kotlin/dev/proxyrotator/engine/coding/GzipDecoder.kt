package dev.proxyrotator.engine.coding

private const val TRAILER_SIZE = 8
private const val CHECKSUM_SIZE = 4

/** Undoes gzip: one member or several, each with its checksum and its length (RFC 1952). Closes [inflation]. */
internal class GzipDecoder(
    private val inflation: Inflation,
) : ContentDecoder {
    private val header = GzipHeader()
    private var part = Part.HEADER
    private var trailerTaken = 0
    private var trailer = 0L

    private enum class Part { HEADER, DATA, TRAILER }

    override fun decode(
        from: ByteWindow,
        to: ByteWindow,
    ) {
        while (!to.isFull) {
            if (part == Part.DATA) {
                inflation.inflate(from, to)
                if (!inflation.isFinished) return
                part = Part.TRAILER
            } else {
                if (from.isEmpty) return
                if (part == Part.HEADER) takeHeader(from.next()) else takeTrailer(from.next())
            }
        }
    }

    override fun finish() {
        if (part != Part.HEADER || !header.isUntouched) throw damaged("gzip that is cut short")
    }

    override fun close() = inflation.close()

    private fun takeHeader(octet: Int) {
        header.take(octet)
        if (header.isComplete) part = Part.DATA
    }

    private fun takeTrailer(octet: Int) {
        trailer = trailer or (octet.toLong() shl trailerTaken++ * Byte.SIZE_BITS)
        if (trailerTaken < TRAILER_SIZE) return
        if (trailer.toInt() != inflation.checksum) throw damaged("gzip with a wrong checksum")
        if ((trailer ushr CHECKSUM_SIZE * Byte.SIZE_BITS).toInt() != inflation.size) {
            throw damaged("gzip with a wrong length")
        }
        inflation.reset()
        header.clear()
        trailer = 0
        trailerTaken = 0
        part = Part.HEADER
    }
}

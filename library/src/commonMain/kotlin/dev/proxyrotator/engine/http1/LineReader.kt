package dev.proxyrotator.engine.http1

private const val KEPT = 4096
private const val FIRST_CAPACITY = 256

/**
 * Cuts bytes into lines. A line that lies in one input is looked at where it is; of one that does not, the parts are put
 * together here. The caller bounds [unfinished].
 */
internal class LineReader {
    private var kept = ByteArray(0)
    private var keptSize = 0

    /** Where the line is, valid until the next call of [read]. */
    var array: ByteArray = kept
        private set
    var start = 0
        private set

    /** Behind the last byte of the line, its end (LF or CRLF) not counted. */
    var end = 0
        private set

    /** Bytes of the line, its end counted. */
    var length = 0
        private set

    /** Whether the last call of [read] came to the end of a line. */
    var hasLine = false
        private set

    /** Bytes of a line whose end has not come. */
    val unfinished: Int get() = if (hasLine) 0 else end - start

    /** Reads up to the end of a line or of the input and returns the index after the last byte read. */
    fun read(
        bytes: ByteArray,
        from: Int,
        to: Int,
    ): Int {
        if (hasLine) keptSize = 0
        var lineFeed = from
        while (lineFeed < to && bytes[lineFeed].toInt() != LINE_FEED) lineFeed++
        hasLine = lineFeed < to
        if (keptSize == 0 && hasLine) {
            show(bytes, from, lineFeed)
        } else {
            keep(bytes, from, lineFeed)
            show(kept, 0, keptSize)
        }
        return if (hasLine) lineFeed + 1 else to
    }

    private fun show(
        bytes: ByteArray,
        from: Int,
        to: Int,
    ) {
        array = bytes
        start = from
        length = to - from + 1
        val endsInCarriageReturn = hasLine && to > from && bytes[to - 1].toInt() == CARRIAGE_RETURN
        end = if (endsInCarriageReturn) to - 1 else to
    }

    private fun keep(
        bytes: ByteArray,
        from: Int,
        to: Int,
    ) {
        val size = keptSize + to - from
        if (size > kept.size) kept = kept.copyOf(maxOf(size, kept.size * 2, FIRST_CAPACITY))
        bytes.copyInto(kept, keptSize, from, to)
        keptSize = size
    }

    /** Forgets everything, and the room for what was long. */
    fun clear() {
        if (kept.size > KEPT) kept = ByteArray(0)
        keptSize = 0
        array = kept
        start = 0
        end = 0
        hasLine = false
    }
}

package dev.proxyrotator.engine.coding

/**
 * Undoes what is called `deflate`: DEFLATE in the wrapper of zlib (RFC 9110 §8.4.1.2), or without one, as some servers
 * send it.
 */
internal class DeflateDecoder(
    private val inflations: InflationFactory,
) : ContentDecoder {
    private val start = ByteWindow.empty(START_SIZE)
    private var inflation: Inflation? = null

    override fun decode(
        from: ByteWindow,
        to: ByteWindow,
    ) {
        val inflation = this.inflation ?: open(from) ?: return
        if (!start.isEmpty) inflation.inflate(start, to)
        if (start.isEmpty) inflation.inflate(from, to)
        if (inflation.isFinished && !(start.isEmpty && from.isEmpty)) throw damaged("bytes behind the end of deflate")
    }

    override fun finish() {
        val isWhole = inflation?.isFinished ?: start.isEmpty
        if (!isWhole) throw damaged("deflate that is cut short")
    }

    override fun close() {
        inflation?.close()
    }

    private fun open(from: ByteWindow): Inflation? {
        while (!start.isFull && !from.isEmpty) start.bytes[start.end++] = from.next().toByte()
        if (!start.isFull) return null
        return inflations.open(isWrapped = isZlibHeader()).also { inflation = it }
    }

    /** RFC 1950 §2.2; a block of DEFLATE does not begin like that unless its padding bits are set. */
    private fun isZlibHeader(): Boolean {
        val method = start.bytes[0].toInt() and 0xff
        val flags = start.bytes[1].toInt() and 0xff
        return method and METHOD == DEFLATE && (method shl Byte.SIZE_BITS or flags) % CHECK == 0
    }

    private companion object {
        const val START_SIZE = 2
        const val METHOD = 0x0f
        const val DEFLATE = 8
        const val CHECK = 31
    }
}

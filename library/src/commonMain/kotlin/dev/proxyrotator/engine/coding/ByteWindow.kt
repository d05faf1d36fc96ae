package dev.proxyrotator.engine.coding

/** A part of a byte array: what is yet to be read of it, from [start] until [end]. */
internal class ByteWindow(
    val bytes: ByteArray,
    var start: Int = 0,
    var end: Int = bytes.size,
) {
    val size: Int get() = end - start

    val isEmpty: Boolean get() = start == end

    /** Whether there is no room behind [end]. */
    val isFull: Boolean get() = end == bytes.size

    fun clear() {
        start = 0
        end = 0
    }

    /** Takes the next byte, as a number from 0 to 255. */
    fun next(): Int = bytes[start++].toInt() and 0xff

    companion object {
        fun empty(capacity: Int) = ByteWindow(ByteArray(capacity), end = 0)
    }
}

package dev.proxyrotator.engine.net

/** The part of a body that came together with its head. */
internal class HeldBytes {
    var array = EMPTY
        private set
    var size = 0
        private set

    fun append(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        val needed = size + end - start
        if (array.isEmpty()) {
            array = bytes.copyOfRange(start, end)
        } else {
            if (needed > array.size) array = array.copyOf(maxOf(needed, array.size * 2))
            bytes.copyInto(array, size, start, end)
        }
        size = needed
    }

    /** Without a copy where it can be; nothing must be appended afterwards. */
    fun toByteArray(): ByteArray = if (array.size == size) array else array.copyOf(size)

    private companion object {
        val EMPTY = ByteArray(0)
    }
}

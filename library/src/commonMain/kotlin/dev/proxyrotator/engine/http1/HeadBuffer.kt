package dev.proxyrotator.engine.http1

private const val FIRST_CAPACITY = 512
private const val LONGEST_DECIMAL = 20

/**
 * A growing byte buffer for the head of a message, which lets nothing in that must not be on the wire. What it refuses it
 * refuses whole: the buffer is as it was. To be used again after [clear].
 */
internal class HeadBuffer {
    /** The bytes; those from [size] on mean nothing. */
    var array: ByteArray = ByteArray(FIRST_CAPACITY)
        private set

    var size: Int = 0
        private set

    fun clear() {
        size = 0
    }

    /** @throws IllegalArgumentException if [text] has a character that is not printable ASCII */
    fun ascii(text: String): HeadBuffer {
        require(put(text) { isVisible(it) || it == SPACE }) { "Only printable ASCII characters can be sent here" }
        return this
    }

    /** Puts a method or a field name; `false` if [text] is not a token (RFC 9110, 5.6.2). */
    fun token(text: String): Boolean = text.isNotEmpty() && put(text, isAllowed = ::isToken)

    /** Puts a part of a request target; `false` if [text] has anything but visible ASCII characters. */
    fun visible(text: String): Boolean = put(text) { isVisible(it) && it != '#'.code }

    /** Puts a field value as ISO-8859-1, trimmed; `false` if a character has no place in one (RFC 9110, 5.5). */
    fun value(text: String): Boolean {
        var from = 0
        while (from < text.length && isOptionalSpace(text[from].code)) from++
        var to = text.length
        while (to > from && isOptionalSpace(text[to - 1].code)) to--
        return put(text, from, to, isAllowed = ::isFieldValue)
    }

    fun bytes(
        source: ByteArray,
        start: Int = 0,
        end: Int = source.size,
    ): HeadBuffer {
        reserve(end - start)
        source.copyInto(array, size, start, end)
        size += end - start
        return this
    }

    /** Puts [number], which is not negative, in decimal digits. */
    fun decimal(number: Long): HeadBuffer {
        require(number >= 0) { "Only numbers from 0 on are written in digits alone" }
        reserve(LONGEST_DECIMAL)
        var digits = 1
        var rest = number / 10
        while (rest > 0) {
            digits++
            rest /= 10
        }
        rest = number
        for (at in size + digits - 1 downTo size) {
            array[at] = ('0'.code + (rest % 10).toInt()).toByte()
            rest /= 10
        }
        size += digits
        return this
    }

    fun lineEnd(): HeadBuffer {
        reserve(2)
        array[size++] = CARRIAGE_RETURN.toByte()
        array[size++] = LINE_FEED.toByte()
        return this
    }

    fun toByteArray(): ByteArray = array.copyOf(size)

    private inline fun put(
        text: String,
        start: Int = 0,
        end: Int = text.length,
        isAllowed: (Int) -> Boolean,
    ): Boolean {
        reserve(end - start)
        val target = array
        var to = size
        for (at in start until end) {
            val code = text[at].code
            if (code > 0xff || !isAllowed(code)) return false
            target[to++] = code.toByte()
        }
        size = to
        return true
    }

    private fun reserve(count: Int) {
        if (array.size - size < count) array = array.copyOf(maxOf(array.size * 2, size + count))
    }
}

package dev.proxyrotator.engine.tls

/** Input that could not be decrypted yet: a part of a record, or all that came while tasks ran. Holds no array while empty. */
internal class RecordRest {
    var bytes: ByteArray = NONE
        private set
    var start = 0
        private set
    var end = 0
        private set

    val isEmpty: Boolean get() = start == end

    /** How many bytes the record at the front lacks; only while it is incomplete. */
    fun missing(): Int {
        val length = TlsRecord.length(bytes, start, end)
        return (if (length == 0) TlsRecord.HEADER else length) - (end - start)
    }

    fun append(
        from: ByteArray,
        fromStart: Int,
        fromEnd: Int,
    ) {
        val added = fromEnd - fromStart
        if (added == 0) return
        makeRoom(added)
        from.copyInto(bytes, end, fromStart, fromEnd)
        end += added
    }

    fun discardTo(position: Int) {
        start = position
        if (isEmpty) {
            bytes = NONE
            start = 0
            end = 0
        }
    }

    private fun makeRoom(added: Int) {
        val size = end - start
        if (bytes.size - end >= added) return
        val needed = size + added
        if (needed > MAX) {
            throw TlsFailure(TlsFailure.Kind.PROTOCOL, "the peer sends faster than its certificate can be verified")
        }
        val target = if (bytes.size >= needed) bytes else ByteArray(capacityFor(needed))
        bytes.copyInto(target, 0, start, end)
        bytes = target
        start = 0
        end = size
    }

    // A record that arrives byte by byte must not be copied for each of them.
    private fun capacityFor(needed: Int): Int = maxOf(needed, minOf(2 * bytes.size, MAX), SMALLEST)

    private companion object {
        val NONE = ByteArray(0)
        const val SMALLEST = 64

        /** A server cannot have much to say before it knows whether its handshake is accepted. */
        const val MAX = 1024 * 1024
    }
}

package dev.proxyrotator.engine.http1

/** Where the body of a message ends (RFC 9112, 6.3). */
internal sealed interface BodyFraming {
    /** There is no body, or an empty one. */
    data object None : BodyFraming

    /** After [bytes] bytes, more than none. */
    class Length(
        val bytes: Long,
    ) : BodyFraming {
        init {
            require(bytes > 0) { "A body of known length has at least one byte" }
        }

        override fun equals(other: Any?): Boolean = other is Length && bytes == other.bytes

        override fun hashCode(): Int = bytes.hashCode()

        override fun toString(): String = "Length($bytes)"
    }

    /** With the last chunk and its trailers. */
    data object Chunked : BodyFraming

    /** When the peer closes the connection; responses only. */
    data object UntilClose : BodyFraming
}

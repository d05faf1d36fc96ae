package dev.proxyrotator.engine.net

import java.io.IOException

/** Who has an [HttpConnection] to itself for a while. Is called on its loop's thread, but for [connectionClosed]. */
internal interface ConnectionUser {
    /** Whether the first byte has been written, so that what arrives may be an answer. */
    val isSent: Boolean

    fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    )

    /** The peer sends nothing more. */
    fun receiveEnd()

    /** Nothing more will arrive. */
    fun lost(cause: IOException?)

    /** Nothing more can be written; what the peer has sent before can still be read. */
    fun writeFailed(cause: IOException)

    fun onDrained()

    fun onDeadline()

    /** Somebody else closed the connection. */
    fun connectionClosed()
}

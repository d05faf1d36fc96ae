package dev.proxyrotator.engine.net

import java.io.IOException

/** Bytes both ways between this machine and one peer: a socket, or TLS over another wire. */
internal interface Wire {
    val loop: EventLoop

    /** Who is told what happens. Changed on the loop's thread only. */
    var handler: WireHandler

    /** Whether everything written has left. */
    val isDrained: Boolean

    /**
     * Sends these bytes in the order of the calls; what does not leave at once is kept, so the array may be used again.
     * Any thread. A failure is the handler's to hear of.
     */
    fun write(
        bytes: ByteArray,
        start: Int,
        end: Int,
    )

    /** Leaves further bytes with the peer, which slows it down; or takes them again. Any thread. */
    fun setReading(isReading: Boolean)

    /** When [WireHandler.onDeadline] is called, by [System.nanoTime]; [Timer.NEVER] for not at all. Any thread. */
    fun setDeadline(at: Long)

    /** Tells the peer, once [isDrained], that nothing more follows; it can still send. On the loop's thread. */
    fun endOutput()

    /** Idempotent; any thread. Its handler hears nothing more of it. */
    fun close()
}

/** Hears of a [Wire]; on its loop's thread. */
internal interface WireHandler {
    /** The array is the caller's again afterwards. */
    fun onBytes(
        bytes: ByteArray,
        start: Int,
        end: Int,
    )

    /** The peer sends nothing more. */
    fun onEnd()

    /** Nothing more can be read. */
    fun onFailure(cause: IOException)

    /** Nothing more can be written; what the peer has sent before can still be read. */
    fun onWriteFailure(cause: IOException)

    /** Everything written has left, after some of it had to wait. */
    fun onDrained()

    fun onDeadline()
}

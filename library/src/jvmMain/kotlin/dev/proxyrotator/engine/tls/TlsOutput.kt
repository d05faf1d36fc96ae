package dev.proxyrotator.engine.tls

/** Where a [TlsCodec] puts what it made of its input. It calls in the thread that called it. */
internal interface TlsOutput {
    /** Ciphertext for the peer. The array is used again: copy or write it now. */
    fun send(
        bytes: ByteArray,
        start: Int,
        end: Int,
    )

    /** Plaintext from the peer. The array is used again. */
    fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    )

    /** Work that takes long, for another thread; [TlsCodec.tasksDone] follows when all of it is done. */
    fun runTasks(tasks: List<Runnable>)

    /** Called once, when the peer is verified and data may be sent. */
    fun handshakeDone()
}

package dev.proxyrotator.engine.tls

import java.nio.Buffer
import java.nio.ByteBuffer
import java.util.ArrayDeque

/**
 * Buffers for one record each, lent for the length of a call, so that an idle connection holds none. Each thread has its
 * own; a second one only when a call is made inside another, as with TLS inside TLS.
 */
internal object ScratchBuffers {
    // Java's own classes alone: a thread that outlives this library must not keep it loaded.
    private val free = ThreadLocal.withInitial { ArrayDeque<ByteBuffer>() }

    inline fun <T> lend(block: (ByteBuffer) -> T): T {
        val buffer = take()
        try {
            return block(buffer)
        } finally {
            giveBack(buffer)
        }
    }

    fun take(): ByteBuffer = free.get().pollLast() ?: ByteBuffer.allocate(SIZE)

    fun giveBack(buffer: ByteBuffer) {
        empty(buffer)
        free.get().addLast(buffer)
    }

    // The largest record is 18,437 bytes with its header (RFC 5246 §6.2.3).
    private const val SIZE = 18_944
}

// As a Buffer: ByteBuffer's own clear() is newer than Android 26.
internal fun empty(buffer: Buffer) {
    buffer.clear()
}

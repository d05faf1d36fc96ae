package dev.proxyrotator.engine.connection

import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.io.Buffer
import kotlinx.io.IOException
import kotlinx.io.Source
import kotlin.concurrent.Volatile
import kotlin.coroutines.resume

/** Who brings an [IncomingBody]. The first two are called in turns, under the lock of the body. */
internal interface BodySource {
    /** Enough is waiting for the reader. */
    fun onFull()

    /** There is room again; on the reader's thread. */
    fun onRoom()

    /** The reader wants no more; on its thread. */
    fun onGivenUp()
}

/**
 * A response body on its way from a connection to its reader. What arrives is never refused, but the source is told
 * when to pause. The reader gets all that arrived before it is told that the rest is missing.
 */
@OptIn(InternalAPI::class)
internal class IncomingBody(
    private val source: BodySource,
) : ByteReadChannel {
    private val lock = SynchronizedObject()

    // Guarded by the lock.
    private val arrived = Buffer()
    private var waiting: CancellableContinuation<Unit>? = null
    private var isPaused = false
    private var hasAllArrived = false

    @Volatile
    private var end: End? = null

    /** Whether anybody has begun to read. */
    @Volatile
    var isTouched = false
        private set

    private class End(
        val failure: Throwable?,
    ) {
        /** A broken body must not look complete to who only asks whether there is more. */
        @Volatile
        var isTold = failure == null
    }

    override val readBuffer = Buffer()

    private val isExhausted: Boolean get() = readBuffer.exhausted() && synchronized(lock) { arrived.exhausted() }

    override val isClosedForRead: Boolean get() = end?.isTold == true && isExhausted

    override val closedCause: Throwable? get() = end?.failure?.takeIf { isExhausted }

    fun append(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        val reader =
            synchronized(lock) {
                if (this.end != null) return
                arrived.write(bytes, start, end)
                if (!isPaused && arrived.size >= HIGH_WATER) {
                    isPaused = true
                    source.onFull()
                }
                takeReader()
            }
        reader?.resume(Unit)
    }

    /** The source has brought everything and may serve somebody else: it is told to pause or to go on no more. */
    fun detachSource() = synchronized(lock) { hasAllArrived = true }

    /** No more bytes will come; with a [failure], though they should. The first call counts. */
    fun end(failure: Throwable? = null) {
        val reader =
            synchronized(lock) {
                if (end != null) return
                end = End(failure)
                takeReader()
            }
        reader?.resume(Unit)
    }

    override suspend fun awaitContent(min: Int): Boolean {
        isTouched = true
        while (true) {
            val known = end
            takeArrived()
            if (readBuffer.size >= min) return true
            if (known != null) return atEnd(known)
            awaitArrival()
        }
    }

    private fun atEnd(end: End): Boolean {
        if (!readBuffer.exhausted() || end.failure == null) return false
        end.isTold = true
        throw end.failure
    }

    override fun cancel(cause: Throwable?) {
        synchronized(lock) {
            val ended = end ?: End(cause ?: IOException("The reader of the body gave up")).also { end = it }
            ended.isTold = true
            arrived.clear()
        }
        source.onGivenUp()
    }

    private fun takeArrived() =
        synchronized(lock) {
            arrived.transferTo(readBuffer)
            if (isPaused) {
                isPaused = false
                if (!hasAllArrived) source.onRoom()
            }
        }

    private suspend fun awaitArrival() =
        suspendCancellableCoroutine { continuation ->
            val isReady =
                synchronized(lock) {
                    val isReady = !arrived.exhausted() || end != null
                    if (!isReady) waiting = continuation
                    isReady
                }
            if (isReady) continuation.resume(Unit)
        }

    private fun takeReader() = waiting.also { waiting = null }

    private companion object {
        const val HIGH_WATER = 64L * 1024
    }
}

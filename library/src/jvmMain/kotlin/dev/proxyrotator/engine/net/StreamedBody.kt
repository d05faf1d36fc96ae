package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.BodyRate
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.connection.BodySource
import dev.proxyrotator.engine.connection.IncomingBody
import dev.proxyrotator.engine.http1.ResponseDecoder
import dev.proxyrotator.engine.http1.ResponseHead
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import java.io.IOException

/** The body of a response that did not come in one piece, between its connection and its reader. */
internal class StreamedBody(
    private val wire: Wire,
    private val decoder: ResponseDecoder,
    private val rate: BodyRate,
    private val owner: Owner,
) : BodySource {
    /** The exchange, which keeps the time. */
    interface Owner {
        /** The reader has made room, on its thread. */
        fun onResumed()

        /** The reader wants no more; on the loop's thread. */
        fun onGivenUp()
    }

    private val channel = IncomingBody(this)
    private val completion = CompletableDeferred<Unit>()
    private var discarded = 0L

    @Volatile
    private var hasResumed = false

    /** Its reader wants no more. */
    @Volatile
    var isGivenUp = false
        private set

    /** Full, and waiting for its reader. */
    @Volatile
    var isPaused = false
        private set

    val isUntouched: Boolean get() = !channel.isTouched

    /** Whether reading on for the sake of the connection costs more than a new one. */
    val isOverBudget: Boolean
        get() = discarded + (decoder.remainingLength ?: 0) > DISCARD_BUDGET

    fun append(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        if (isGivenUp) {
            discarded += end - start
        } else {
            channel.append(bytes, start, end)
        }
    }

    /** Everything has arrived: from now on the wire is the next exchange's, read or not. */
    fun detach() {
        channel.detachSource()
        isPaused = false
        wire.setReading(true)
    }

    /** Its reader hears of the end last: by then the lease is back and the failure on record. */
    fun end() {
        if (isGivenUp) completion.cancel() else completion.complete(Unit)
        channel.end()
    }

    fun fail(cause: Throwable) {
        when {
            isGivenUp -> completion.cancel()
            cause is CancellationException -> completion.cancel(cause)
            else -> completion.completeExceptionally(cause)
        }
        channel.end(cause as? IOException ?: IOException(cause.message, cause))
    }

    /** Whether [bytes] more are too few for the time, and not for want of a reader. Only on the loop's thread. */
    fun isTooSlow(bytes: Int): Boolean {
        if (isPaused) return false
        if (hasResumed) rate.restart()
        hasResumed = false
        return rate.isTooSlow(bytes)
    }

    override fun onFull() {
        isPaused = true
        wire.setReading(false)
    }

    override fun onRoom() {
        // The time starts again before the pause is over: who finds it over must not find the time up.
        owner.onResumed()
        hasResumed = true
        isPaused = false
        wire.setReading(true)
    }

    override fun onGivenUp() {
        wire.loop.execute {
            if (completion.isCompleted) return@execute
            isGivenUp = true
            isPaused = false
            wire.setReading(true)
            owner.onGivenUp()
        }
    }

    fun response(head: ResponseHead) =
        TransportResponse(head.status, head.version, head.headers, RequestTimes.now(), channel, completion)

    private companion object {
        const val DISCARD_BUDGET = 64 * 1024
    }
}

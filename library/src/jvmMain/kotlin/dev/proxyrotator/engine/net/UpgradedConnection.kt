package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.connection.BodySource
import dev.proxyrotator.engine.connection.IncomingBody
import dev.proxyrotator.engine.http1.ResponseHead
import dev.proxyrotator.engine.tls.TlsFailure
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyTimeoutException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.job
import java.io.IOException
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * A connection after its 101: the bytes of another protocol both ways, each direction with an end of its own. It is over
 * when both have ended, when it breaks, or when somebody has no more use for it; then it is closed, and never anybody
 * else's.
 */
internal class UpgradedConnection(
    private val connection: HttpConnection,
    private val request: OutgoingRequest,
    private val upgrade: UpgradeRequest,
) : ConnectionUser,
    BodySource,
    UpgradeOutput.Owner {
    private val wire = connection.wire
    private val input = IncomingBody(this)
    private val output = UpgradeOutput(wire, this)
    private val completion = CompletableDeferred<Unit>()
    private val isOver = AtomicBoolean()

    @Volatile
    private var scopeHandle: DisposableHandle? = null

    // Changed on the loop's thread.
    private var hasInputEnded = false

    @Volatile
    private var hasOutputEnded = false

    @Volatile
    private var writeFailure: IOException? = null

    @Volatile
    private var isPaused = false

    @Volatile
    private var dueAt = Timer.NEVER

    override val isSent: Boolean get() = true

    /** As a part of [scope]: over when that is. */
    fun start(scope: CoroutineScope) {
        waitAtMost(request.idleLimit)
        scopeHandle = scope.coroutineContext.job.invokeOnCompletion { abort() }
        if (isOver.get()) scopeHandle?.dispose()
    }

    fun response(head: ResponseHead): TransportResponse =
        TransportResponse(head.status, head.version, head.headers, RequestTimes.now(), input, completion).also {
            it.upgrade = { context -> upgrade.body(input, output, completion, context) }
        }

    fun abort() = end(CancellationException("The connection was given up"))

    override fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        if (isOver.get() || start == end) return
        prolong()
        input.append(bytes, start, end)
    }

    override fun receiveEnd() {
        hasInputEnded = true
        input.detachSource()
        input.end()
        if (hasOutputEnded) end(null)
    }

    override fun lost(cause: IOException?) {
        val isMereTruncation = cause is TlsFailure && cause.kind == TlsFailure.Kind.TRUNCATED
        when {
            !upgrade.saysItsEnd -> fail(cause ?: writeFailure)

            // What the session has to say of that, it says to whoever uses it.
            isMereTruncation -> receiveEnd()

            hasOutputEnded && writeFailure == null -> end(null)

            else -> fail(cause ?: writeFailure)
        }
    }

    override fun writeFailed(cause: IOException) {
        writeFailure = cause
        hasOutputEnded = true
        output.close(cause)
        if (hasInputEnded) fail(cause) else waitAtMost(LAST_WORDS)
    }

    override fun onDrained() = output.onDrained()

    override fun onDeadline() {
        val dueAt = dueAt
        val isEarly = dueAt - System.nanoTime() > 0
        when {
            dueAt == Timer.NEVER -> Unit

            isEarly -> wire.setDeadline(dueAt)

            writeFailure != null -> fail(writeFailure)

            // Its last words are said, and what the peer still has to say has had its time.
            hasOutputEnded && upgrade.saysItsEnd -> end(null)

            // Its reader takes its time.
            isPaused -> waitAtMost(request.idleLimit)

            else -> end(ProxyTimeoutException(ProxyTimeoutException.Phase.IDLE, request.idleLimit))
        }
    }

    override fun connectionClosed() =
        end(ProxyConnectionLostException(request.proxy, "the connection was closed", writeFailure))

    override fun onFull() {
        isPaused = true
        wire.setReading(false)
    }

    override fun onRoom() {
        prolong()
        isPaused = false
        wire.setReading(true)
    }

    override fun onGivenUp() = abort()

    override fun onWrite() = prolong()

    override fun onOutputEnd() {
        wire.loop.execute {
            if (isOver.get()) return@execute
            hasOutputEnded = true
            when {
                hasInputEnded -> end(null)
                upgrade.saysItsEnd -> waitAtMost(CLOSE_LIMIT)
                else -> wire.endOutput()
            }
        }
    }

    override fun onOutputGivenUp() = abort()

    /** Something moves: the silence begins again. But what is bound to end is not put off. */
    private fun prolong() {
        val isEnding = writeFailure != null || (hasOutputEnded && upgrade.saysItsEnd)
        if (request.idleLimit.isFinite() && !isEnding) waitAtMost(request.idleLimit)
    }

    private fun waitAtMost(limit: Duration) {
        val dueAt = Timer.after(limit)
        this.dueAt = dueAt
        wire.setDeadline(dueAt)
    }

    private fun fail(cause: IOException?) {
        val detail = cause?.message ?: "it was closed by the other side"
        end(ProxyConnectionLostException(request.proxy, detail, cause))
    }

    /** The lease is back before anybody hears of the end. */
    private fun end(cause: Throwable?) {
        if (!isOver.compareAndSet(false, true)) return
        scopeHandle?.dispose()
        connection.close()
        when (cause) {
            null -> completion.complete(Unit)
            is CancellationException -> completion.cancel(cause)
            else -> completion.completeExceptionally(cause)
        }
        output.close(cause as? IOException ?: IOException("The connection is closed", cause))
        input.end(cause?.let { it as? IOException ?: IOException(it.message, it) })
    }

    private companion object {
        val LAST_WORDS = 1.seconds
        val CLOSE_LIMIT = 5.seconds
    }
}

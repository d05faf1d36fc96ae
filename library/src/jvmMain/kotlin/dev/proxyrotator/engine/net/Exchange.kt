package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.http1.BodyFraming
import dev.proxyrotator.engine.http1.MalformedMessageException
import dev.proxyrotator.engine.http1.ResponseHead
import dev.proxyrotator.engine.http1.ResponseSink
import dev.proxyrotator.engine.http1.TruncatedMessageException
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyProtocolException
import dev.proxyrotator.failure.ProxyTimeoutException
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.Job
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import java.io.IOException
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/**
 * One request and its response over one connection. It ends exactly once, and whoever ends it decides what becomes of
 * the connection; its caller is answered exactly once, with a response or an error.
 *
 * All `on…` and `receive…` functions are called on the loop's thread.
 */
internal class Exchange(
    private val connection: HttpConnection,
    private val request: OutgoingRequest,
    private val continuation: CancellableContinuation<TransportResponse>,
) : ResponseSink,
    ConnectionUser,
    StreamedBody.Owner {
    private val isOver = AtomicBoolean()
    private val isAnswered = AtomicBoolean()
    private val wire get() = connection.wire
    private val decoder get() = connection.decoder

    @Volatile
    override var isSent = false
        private set

    @Volatile
    private var dueAt = Timer.NEVER

    @Volatile
    private var body: StreamedBody? = null
    private var head: ResponseHead? = null
    private val held = HeldBytes()
    private var writeFailure: IOException? = null

    private var scope: CoroutineScope? = null
    private var scopeHandle: DisposableHandle? = null

    @Volatile
    private var isUploaded = request.upload == null

    @Volatile
    private var uploading: Job? = null

    fun start(
        bytes: ByteArray,
        end: Int,
        scope: CoroutineScope,
    ) {
        continuation.invokeOnCancellation { abort() }
        this.scope = scope
        if (connection.isClosed) return connectionClosed()
        scopeHandle = scope.coroutineContext.job.invokeOnCompletion { abort() }
        if (isUploaded) waitAtMost(request.responseHeadLimit)
        isSent = true
        wire.write(bytes, 0, end)
        request.upload?.let { startUpload(it, scope) }
    }

    private fun startUpload(
        upload: Upload,
        scope: CoroutineScope,
    ) {
        uploading =
            scope.launch {
                try {
                    upload.run(
                        wire,
                        onWaiting = { isWaiting ->
                            wire.loop.execute { waitForHead(if (isWaiting) request.idleLimit else Duration.INFINITE) }
                        },
                        onLast = { isUploaded = true },
                    )
                    wire.loop.execute { waitForHead(request.responseHeadLimit) }
                } catch (cancelled: CancellationException) {
                    throw cancelled
                } catch (error: Throwable) {
                    fail(error)
                }
            }
        if (isOver.get()) uploading?.cancel()
    }

    override fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        if (isOver.get()) return
        try {
            val consumed = decoder.decode(bytes, start, end, this)
            when {
                decoder.isComplete -> finish(isClean = consumed == end)
                decoder.isSwitched -> switch(bytes, consumed, end)
                else -> progress(end - start)
            }
        } catch (doubt: MalformedMessageException) {
            fail(ProxyProtocolException(request.proxy, doubt.message.orEmpty()))
        }
    }

    override fun receiveEnd() {
        try {
            if (!decoder.hasStarted) return lost(null)
            decoder.endOfInput(this)
            finish(isClean = false)
        } catch (cut: TruncatedMessageException) {
            fail(ProxyConnectionLostException(request.proxy, cut.message.orEmpty()))
        }
    }

    override fun lost(cause: IOException?) {
        if (!decoder.hasStarted && connection.isReused) return fail(stale(cause))
        val detail = cause?.message ?: writeFailure?.message ?: "it was closed before the response"
        fail(ProxyConnectionLostException(request.proxy, detail, cause ?: writeFailure, isSending()))
    }

    override fun writeFailed(cause: IOException) {
        writeFailure = cause
        uploading?.cancel()
        if (!isAnswered.get()) waitAtMost(LAST_WORDS)
    }

    override fun onDrained() {
        request.upload?.onDrained()
    }

    override fun onDeadline() {
        val body = body
        val isPaused = body != null && body.isPaused
        val dueAt = dueAt
        when {
            // The deadline of what came before, overtaken by this exchange.
            dueAt == Timer.NEVER -> Unit

            // Somebody moved it meanwhile, and somebody else overtook that at the wire.
            dueAt - System.nanoTime() > 0 -> wire.setDeadline(dueAt)

            else -> timeIsUp(body, isPaused)
        }
    }

    private fun timeIsUp(
        body: StreamedBody?,
        isPaused: Boolean,
    ) {
        when {
            writeFailure != null -> lost(writeFailure)

            !isAnswered.get() -> fail(request.headTimeout(isUploaded))

            body == null || body.isGivenUp -> abort()

            !isPaused -> fail(ProxyTimeoutException(ProxyTimeoutException.Phase.IDLE, request.idleLimit))

            body.isUntouched -> abort("The body was not read for ${request.idleLimit}")

            // Its reader takes its time.
            else -> waitAtMost(request.idleLimit)
        }
    }

    /** Somebody else closed the connection: one who saw it idle, if nothing has come back yet. */
    override fun connectionClosed() =
        fail(
            if (connection.isReused &&
                !decoder.hasStarted
            ) {
                stale(null)
            } else {
                closedByUs()
            },
        )

    override fun onHead(
        head: ResponseHead,
        framing: BodyFraming,
    ) {
        this.head = head
        if (head.status.value >= ERRORS) uploading?.cancel()
    }

    override fun onInterim(head: ResponseHead) {
        if (head.status.value == CONTINUE) request.upload?.proceed()
    }

    override fun onBody(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        body?.append(bytes, start, end) ?: held.append(bytes, start, end)
    }

    override fun onComplete() = Unit

    /** Ends the exchange from outside, by whoever has no more use for it. */
    fun abort(reason: String = "The exchange was cancelled") = end(CancellationException(reason))

    private fun progress(count: Int) {
        val head = head ?: return
        if (body == null) deliver(head)
        val body = body ?: return
        when {
            body.isGivenUp -> if (body.isOverBudget) abort()

            body.isTooSlow(count) ->
                fail(ProxyTimeoutException(ProxyTimeoutException.Phase.BODY_RATE, request.idleLimit))

            else -> waitAtMost(request.idleLimit)
        }
    }

    private fun deliver(head: ResponseHead) {
        if (isStaleAnswer(head)) return fail(stale(null))
        val body = StreamedBody(wire, decoder, request.newBodyRate(), this)
        body.append(held.array, 0, held.size)
        this.body = body
        if (isOver.get() || !isAnswered.compareAndSet(false, true)) return
        continuation.resume(body.response(head)) { _, _, _ -> abort() }
    }

    /** The response is complete; [isClean] when nothing came after it. */
    private fun finish(isClean: Boolean) {
        val head = checkNotNull(head)
        if (body == null && isStaleAnswer(head)) return fail(stale(null))
        if (!isOver.compareAndSet(false, true)) return
        scopeHandle?.dispose()
        uploading?.cancel()
        body?.detach()
        if (isClean && isReusable()) connection.release(decoder.keepAliveSeconds?.seconds) else connection.close()
        val body = body
        if (body != null) {
            body.end()
        } else if (isAnswered.compareAndSet(false, true)) {
            continuation.resume(wholeResponse(head)) { _, _, _ -> }
        }
    }

    /** From [start] on, what came is of another protocol, and the connection is somebody else's. */
    private fun switch(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        val head = checkNotNull(head)
        if (!isOver.compareAndSet(false, true)) return
        scopeHandle?.dispose()
        val upgraded = UpgradedConnection(connection, request, checkNotNull(request.upgrade))
        upgraded.start(checkNotNull(scope))
        connection.handOver(upgraded)
        upgraded.receive(bytes, start, end)
        if (isAnswered.compareAndSet(false, true)) {
            continuation.resume(upgraded.response(head)) { _, _, _ -> upgraded.abort() }
        }
    }

    private fun isReusable() =
        decoder.keepsConnection && isUploaded && wire.isDrained && !request.closesConnection

    private fun wholeResponse(head: ResponseHead) =
        TransportResponse(head.status, head.version, head.headers, RequestTimes.now(), held.toByteArray())

    private fun fail(cause: Throwable) = end(cause)

    private fun end(cause: Throwable) {
        if (!isOver.compareAndSet(false, true)) return
        scopeHandle?.dispose()
        uploading?.cancel()
        connection.close()
        if (isAnswered.compareAndSet(false, true)) {
            if (continuation.isActive) continuation.resumeWithException(cause)
        } else {
            body?.fail(cause)
        }
    }

    override fun onResumed() {
        if (!isOver.get()) waitAtMost(request.idleLimit)
    }

    /** What little is left is read for the sake of the connection. */
    override fun onGivenUp() {
        if (body?.isOverBudget == true) abort() else waitAtMost(DISCARD_LIMIT)
    }

    private fun isSending() = !isUploaded || writeFailure != null

    /** On the loop's thread: elsewhere, what was answered meanwhile would get the wrong limit. */
    private fun waitForHead(limit: Duration) {
        if (!isAnswered.get() && !isOver.get() && writeFailure == null) waitAtMost(limit)
    }

    private fun waitAtMost(limit: Duration) {
        val dueAt = Timer.after(limit)
        this.dueAt = dueAt
        wire.setDeadline(dueAt)
    }

    /** Servers say 408 to a connection that was idle for too long, whatever is asked on it next. */
    private fun isStaleAnswer(head: ResponseHead) =
        head.status.value == REQUEST_TIMEOUT && connection.isReused && request.mayRepeat

    private fun stale(cause: IOException?) = StaleConnectionException(isSent, cause)

    private fun closedByUs() = ProxyConnectionLostException(request.proxy, "the connection was closed")

    private companion object {
        const val CONTINUE = 100
        const val ERRORS = 300
        const val REQUEST_TIMEOUT = 408
        val LAST_WORDS = 1.seconds
        val DISCARD_LIMIT = 100.milliseconds
    }
}

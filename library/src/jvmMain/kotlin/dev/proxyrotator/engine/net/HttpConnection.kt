package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ConnectionOpening
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.engine.connection.ConnectionPool
import dev.proxyrotator.engine.connection.PooledConnection
import dev.proxyrotator.engine.http1.ResponseDecoder
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.suspendCancellableCoroutine
import java.io.EOFException
import java.io.IOException
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration

/** A connection that carries one HTTP/1.1 exchange after the other. New ones are busy: they are opened for somebody. */
internal class HttpConnection(
    val wire: Wire,
    private val place: ConnectionPool<HttpConnection>.Place,
    private val limits: Limits,
    /** How it came about. */
    val opening: ConnectionOpening,
) : WireHandler,
    PooledConnection {
    class Limits(
        /** An idle connection is closed after so long. */
        val idle: Duration,
        /** One older than this is not kept. */
        val age: Duration,
        /** It is closed after so many exchanges. */
        val requests: Int = Int.MAX_VALUE,
    )

    private enum class State { BUSY, IDLE, CLOSED }

    private val state = AtomicReference(State.BUSY)
    private val bornAt = System.nanoTime()

    @Volatile
    private var user: ConnectionUser? = null

    val decoder = ResponseDecoder()

    private var exchanges = 0

    /** Whether an exchange came before the one under way: then the peer may have closed without our knowing. */
    val isReused: Boolean get() = exchanges > 0

    val isClosed: Boolean get() = state.get() == State.CLOSED

    init {
        wire.loop.execute {
            wire.handler = this
            wire.setReading(true)
        }
    }

    /** Sends the first [end] bytes of [head], then the body of [request]; returns with the head of the response. */
    suspend fun send(
        head: ByteArray,
        end: Int,
        request: OutgoingRequest,
        scope: CoroutineScope,
    ): TransportResponse =
        suspendCancellableCoroutine { continuation ->
            val exchange = Exchange(this, request, continuation)
            decoder.start(request.isHead, request.upgrade?.protocols)
            this.user = exchange
            exchange.start(head, end, scope)
        }

    /** Leaves the connection, which speaks another protocol now, to [next] until it is closed. */
    fun handOver(next: ConnectionUser) {
        user = next
        if (isClosed) next.connectionClosed()
    }

    /** The exchange is over and its connection as good as new; [keepAlive] is what the peer says of its patience. */
    fun release(keepAlive: Duration?) {
        user = null
        exchanges++
        if (exchanges >= limits.requests) return close()
        if (System.nanoTime() - bornAt >= limits.age.inWholeNanoseconds) return close()
        wire.setDeadline(Timer.after(minOf(limits.idle, keepAlive ?: limits.idle)))
        if (!state.compareAndSet(State.BUSY, State.IDLE) || !place.keep()) close()
    }

    override fun take(): Boolean = state.compareAndSet(State.IDLE, State.BUSY)

    override fun close() {
        if (state.getAndSet(State.CLOSED) == State.CLOSED) return
        wire.close()
        place.free()
        user?.connectionClosed()
    }

    override fun onBytes(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) {
        val user = user
        // Nobody has asked for anything, so these bytes answer nothing.
        if (user == null || !user.isSent) close() else user.receive(bytes, start, end)
    }

    override fun onEnd() {
        user?.receiveEnd() ?: close()
    }

    override fun onFailure(cause: IOException) {
        user?.lost(cause) ?: close()
    }

    override fun onWriteFailure(cause: IOException) {
        user?.writeFailed(cause) ?: close()
    }

    override fun onDrained() {
        user?.onDrained()
    }

    override fun onDeadline() {
        val user = user
        if (user != null) {
            user.onDeadline()
        } else if (state.compareAndSet(State.IDLE, State.CLOSED)) {
            wire.close()
            place.free()
        }
    }
}

package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ConnectionOpening
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.connection.ConnectionPool
import dev.proxyrotator.proxy.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.coroutineScope
import kotlin.time.Duration.Companion.seconds

/** Calls [onWrite] for every write, in the place of a peer. */
private class WatchedWire(
    override val loop: EventLoop,
    private val onWrite: () -> Unit,
) : Wire {
    override var handler: WireHandler = Deaf
    override val isDrained = true

    override fun write(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) = onWrite()

    override fun setReading(isReading: Boolean) = Unit

    override fun setDeadline(at: Long) = Unit

    override fun endOutput() = Unit

    override fun close() = Unit
}

class ClosedWhileWrittenTest :
    FunSpec({
        test("E7 a kept connection that is closed as idle in the moment it is written to, is a stale one") {
            val proxy = Proxy.parse("http://127.0.0.1:1")
            val pool = ConnectionPool<HttpConnection>(maxPerProxy = 1, maxIdle = 1)
            val loop = autoClose(EventLoop("test"))
            lateinit var connection: HttpConnection
            // The loop's thread has seen nobody using the connection, and closes it a little later.
            val wire = WatchedWire(loop) { connection.close() }
            val place = pool.reserve(ConnectionKey(proxy, null, null))
            val limits = HttpConnection.Limits(30.seconds, 30.seconds)
            connection = HttpConnection(wire, place, limits, ConnectionOpening(isReused = false))
            place.opened(connection)
            connection.release(keepAlive = null)
            connection.take() shouldBe true
            val request =
                OutgoingRequest(proxy, false, null, false, true, OutgoingRequest.Limits(30.seconds, 30.seconds, 0))
            val error =
                shouldThrow<StaleConnectionException> {
                    coroutineScope { connection.send(ByteArray(1), 1, request, this) }
                }
            error.isSent shouldBe true
            pool.size shouldBe 0
        }
    })

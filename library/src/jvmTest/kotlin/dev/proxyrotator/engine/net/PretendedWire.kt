package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.ConnectionOpening
import dev.proxyrotator.engine.connection.ConnectionKey
import dev.proxyrotator.engine.connection.ConnectionPool
import dev.proxyrotator.proxy.Proxy
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlin.time.Duration.Companion.hours

/** What leads nowhere: the wire is pretended. */
internal val pretendedProxy = Proxy.parse("http://proxy.test:1")

internal suspend fun withWire(block: suspend CoroutineScope.(PretendedWire, HttpConnection) -> Unit) {
    EventLoop("test-loop").use { loop ->
        val scope = CoroutineScope(Dispatchers.Default + Job())
        val place = ConnectionPool<HttpConnection>(1, 1).reserve(ConnectionKey(pretendedProxy, null, null))
        val wire = PretendedWire(loop)
        val limits = HttpConnection.Limits(idle = 1.hours, age = 1.hours)
        val connection = HttpConnection(wire, place, limits, ConnectionOpening(isReused = false))
        awaitUntil({ "the connection does not read" }) { wire.reads }
        scope.block(wire, connection)
    }
}

/** Does as it is told, on the thread of the test, which plays the loop's. */
internal class PretendedWire(
    override val loop: EventLoop,
) : Wire {
    @Volatile
    override var handler: WireHandler = Deaf

    @Volatile
    override var isDrained = true

    var dueAt = Timer.NEVER

    @Volatile
    var isClosed = false

    @Volatile
    var isOutputEnded = false
    var beforeDeadline: () -> Unit = {}
    var afterWrite: (String) -> Unit = {}

    @Volatile
    var reads = false

    fun receive(bytes: ByteArray) = handler.onBytes(bytes, 0, bytes.size)

    override fun write(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) = afterWrite(String(bytes, start, end - start, Charsets.ISO_8859_1))

    override fun setReading(isReading: Boolean) {
        reads = isReading
    }

    override fun setDeadline(at: Long) {
        beforeDeadline()
        dueAt = at
    }

    override fun endOutput() {
        isOutputEnded = true
    }

    override fun close() {
        isClosed = true
    }
}

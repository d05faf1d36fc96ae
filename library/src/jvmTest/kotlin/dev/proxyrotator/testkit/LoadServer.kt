package dev.proxyrotator.testkit

import java.io.IOException
import java.net.InetSocketAddress
import java.net.StandardSocketOptions
import java.nio.ByteBuffer
import java.nio.channels.SelectionKey
import java.nio.channels.Selector
import java.nio.channels.ServerSocketChannel
import java.util.PriorityQueue
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLEngine

/**
 * Origin and HTTP proxy at once, for thousands of connections on one thread. It answers requests in either form,
 * absolute and origin, by itself; a CONNECT to any target ends here too, in TLS if the client begins to speak it.
 *
 * | request | answer |
 * |---|---|
 * | `GET /bytes/N?delay=MS` | N bytes of [LoadPattern] after MS milliseconds |
 * | `GET /gather/N?delay=MS` | `gathered`, MS milliseconds after N requests have come that wait for each other |
 * | `GET /hang` | none |
 * | any `/upload` | how many bytes the body had and their CRC-32, in decimals |
 */
class LoadServer(
    private val certificate: TestCertificate? = null,
) : AutoCloseable {
    private class Later(
        val dueAt: Long,
        val run: () -> Unit,
    )

    val counts = LoadCounts()

    internal val inbox: ByteBuffer = ByteBuffer.allocate(INBOX_SIZE)
    private val selector = Selector.open()
    private val listener = ServerSocketChannel.open()
    private val later = PriorityQueue<Later> { one, other -> (one.dueAt - other.dueAt).compareTo(0) }
    private val gathering = ArrayList<LoadConnection>()
    private val thread: Thread

    @Volatile
    private var isClosed = false

    init {
        listener.configureBlocking(false)
        listener.bind(InetSocketAddress("127.0.0.1", 0), BACKLOG)
        listener.register(selector, SelectionKey.OP_ACCEPT)
        thread = Thread(::run, "load-server-$port").apply { isDaemon = true }
        thread.start()
    }

    val port: Int get() = listener.socket().localPort

    /** Without a trailing slash. */
    val url: String get() = "http://127.0.0.1:$port"

    /** The same with the credentials of the [Canary] in it, for a proxy. */
    val secretUrl: String get() = "http://${Canary.USER_INFO}@127.0.0.1:$port"

    override fun close() {
        isClosed = true
        selector.wakeup()
        thread.joinGenerously()
    }

    internal fun newTlsEngine(): SSLEngine =
        checkNotNull(certificate) { "This LoadServer has no certificate" }.serverEngine()

    internal fun answer(
        request: LoadRequest,
        connection: LoadConnection,
    ) {
        counts.requested()
        val path = request.path
        when {
            path.startsWith("/bytes/") -> after(request.delayMillis) { connection.answerBytes(request.number) }
            path.startsWith("/gather/") -> gather(request, connection)
            path == "/upload" -> connection.answerText("${request.bodySize} ${request.bodyChecksum}")
            path != "/hang" -> connection.close()
        }
    }

    private fun gather(
        request: LoadRequest,
        connection: LoadConnection,
    ) {
        gathering.add(connection)
        if (gathering.size < request.number) return
        val complete = gathering.toList()
        gathering.clear()
        after(request.delayMillis) { complete.forEach { it.answerText("gathered") } }
    }

    private fun after(
        milliseconds: Long,
        run: () -> Unit,
    ) {
        if (milliseconds == 0L) return run()
        later.add(Later(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds), run))
    }

    private fun run() {
        try {
            while (!isClosed) turn()
        } finally {
            listener.close()
            selector.keys().toList().forEach { (it.attachment() as? LoadConnection)?.close() }
            selector.close()
        }
    }

    private fun turn() {
        val wait = later.peek()?.let { it.dueAt - System.nanoTime() }
        when {
            wait == null -> selector.select()
            wait <= 0 -> selector.selectNow()
            else -> selector.select(TimeUnit.NANOSECONDS.toMillis(wait) + 1)
        }
        val ready = selector.selectedKeys()
        ready.forEach { (it.attachment() as? LoadConnection)?.onReady() ?: acceptAll() }
        ready.clear()
        val now = System.nanoTime()
        while ((later.peek() ?: return).dueAt - now <= 0) later.poll().run()
    }

    private fun acceptAll() {
        while (true) {
            val channel =
                try {
                    listener.accept() ?: return
                } catch (_: IOException) {
                    return
                }
            counts.opened()
            channel.configureBlocking(false)
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true)
            val key = channel.register(selector, SelectionKey.OP_READ)
            key.attach(LoadConnection(this, channel, key))
        }
    }

    private companion object {
        const val BACKLOG = 4096
        const val INBOX_SIZE = 64 * 1024
    }
}

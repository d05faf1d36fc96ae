package dev.proxyrotator.testkit

import java.io.ByteArrayOutputStream
import java.net.Socket
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.concurrent.thread

/** Tunnels to loopback ports, and keeps a copy of what the targets sent. */
class EavesdroppingProxy : AutoCloseable {
    private val listener = LoopbackListener("eavesdropping-proxy", ::serve)
    private val upstream = Connections()
    private val copies = CopyOnWriteArrayList<ByteArrayOutputStream>()

    val url: String get() = "http://127.0.0.1:${listener.port}"

    /** What came out of each tunnel, in the order in which they were opened. */
    val tunnels: List<ByteArray> get() = copies.map { synchronized(it) { it.toByteArray() } }

    override fun close() {
        upstream.closeAll()
        listener.close()
    }

    private fun serve(client: Socket) {
        val wire = HttpWire(client)
        val head = wire.readHead() ?: return
        val target = Socket("127.0.0.1", ForwardTarget(ReceivedRequest(head)).port)
        upstream.add(target)
        wire.send("HTTP/1.1 200 OK", emptyList())
        thread(isDaemon = true) { runCatching { wire.input.copyAll(target.getOutputStream()) } }
        val copy = ByteArrayOutputStream().also(copies::add)
        val buffer = ByteArray(16_384)
        while (true) {
            val count = target.getInputStream().read(buffer)
            if (count < 0) return
            synchronized(copy) { copy.write(buffer, 0, count) }
            client.getOutputStream().write(buffer, 0, count)
        }
    }
}

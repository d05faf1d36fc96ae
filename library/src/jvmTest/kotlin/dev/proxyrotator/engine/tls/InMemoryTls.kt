package dev.proxyrotator.engine.tls

import java.io.ByteArrayOutputStream
import java.nio.ByteBuffer
import javax.net.ssl.SSLEngine
import javax.net.ssl.SSLEngineResult
import javax.net.ssl.SSLEngineResult.HandshakeStatus

/** The server's end, over the JDK's engine alone: what the codec is tested against must not be the codec. */
internal class ServerEnd(
    val engine: SSLEngine,
) {
    val received = ByteArrayOutputStream()
    val outbox = ByteArrayOutputStream()
    private var inbox = ByteArray(0)

    init {
        engine.useClientMode = false
    }

    fun receive(bytes: ByteArray) {
        inbox += bytes
        val source = ByteBuffer.wrap(inbox)
        do {
            val target = ByteBuffer.allocate(engine.session.applicationBufferSize)
            val result = engine.unwrap(source, target)
            received.write(target.array(), 0, target.position())
            answer()
        } while (result.status == SSLEngineResult.Status.OK && result.bytesConsumed() > 0)
        inbox = inbox.copyOfRange(source.position(), inbox.size)
    }

    fun send(bytes: ByteArray) {
        val source = ByteBuffer.wrap(bytes)
        while (source.hasRemaining()) wrap(source)
    }

    fun close() {
        engine.closeOutbound()
        do {
            val written = wrap(ByteBuffer.allocate(0))
        } while (written > 0)
    }

    fun answer() {
        while (true) {
            when (engine.handshakeStatus) {
                HandshakeStatus.NEED_TASK -> generateSequence { engine.delegatedTask }.forEach(Runnable::run)
                HandshakeStatus.NEED_WRAP -> if (wrap(ByteBuffer.allocate(0)) == 0) return
                else -> return
            }
        }
    }

    private fun wrap(source: ByteBuffer): Int {
        val packet = ByteBuffer.allocate(engine.session.packetBufferSize)
        val result = engine.wrap(source, packet)
        outbox.write(packet.array(), 0, packet.position())
        return result.bytesProduced()
    }
}

/** The client's end: the codec, and all that it says. */
internal class ClientEnd(
    engine: SSLEngine,
    private val runsTasksAtOnce: Boolean = true,
) : TlsOutput {
    val codec = TlsCodec(engine)
    val received = ByteArrayOutputStream()
    val outbox = ByteArrayOutputStream()
    val tasks = ArrayList<Runnable>()
    var timesDone = 0

    override fun send(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) = outbox.write(bytes, start, end - start)

    override fun receive(
        bytes: ByteArray,
        start: Int,
        end: Int,
    ) = received.write(bytes, start, end - start)

    override fun runTasks(tasks: List<Runnable>) {
        this.tasks += tasks
        if (runsTasksAtOnce) runDeferredTasks()
    }

    override fun handshakeDone() {
        timesDone++
    }

    fun runDeferredTasks() {
        tasks.toList().also { tasks.clear() }.forEach(Runnable::run)
        codec.tasksDone(this)
    }

    fun receive(bytes: ByteArray) = codec.receive(bytes, 0, bytes.size, this)

    fun send(bytes: ByteArray) = codec.send(bytes, 0, bytes.size, this)
}

internal fun ByteArrayOutputStream.take(): ByteArray = toByteArray().also { reset() }

/** Carries bytes to and fro until both are silent; [split] cuts what the client gets. */
internal fun exchange(
    client: ClientEnd,
    server: ServerEnd,
    split: (ByteArray) -> List<ByteArray> = { listOf(it) },
) {
    do {
        val forServer = client.outbox.take()
        if (forServer.isNotEmpty()) server.receive(forServer)
        val forClient = server.outbox.take()
        if (forClient.isNotEmpty()) split(forClient).forEach(client::receive)
    } while (client.outbox.size() > 0)
}

internal fun handshake(
    client: ClientEnd,
    server: ServerEnd,
    split: (ByteArray) -> List<ByteArray> = { listOf(it) },
) {
    client.codec.begin(client)
    exchange(client, server, split)
}

internal fun singleBytes(bytes: ByteArray): List<ByteArray> = bytes.map { byteArrayOf(it) }

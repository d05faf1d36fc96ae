package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.tls.ServerEnd
import dev.proxyrotator.testkit.GENEROUS
import dev.proxyrotator.testkit.HttpWire
import dev.proxyrotator.testkit.SelfSignedCertificate
import io.ktor.client.request.prepareGet
import io.ktor.client.request.setBody
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.discard
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import java.io.EOFException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket
import java.nio.channels.SocketChannel
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

/** A point where a call through one proxy stands still: how its peer brings it there, and how it is made. */
internal class Stop(
    val name: String,
    val target: String = HTTP,
    /** Plays the proxy and the target behind it on one connection. */
    val serve: Stop.(Socket) -> Unit = { it.awaitClose() },
    val call: suspend Stop.(ProxyRotator) -> Unit = { it.get(target) },
) {
    private val reached = CountDownLatch(1)
    private val left = CountDownLatch(1)
    private val interruption = CompletableDeferred<Unit>()

    fun reached() = reached.countDown()

    fun awaitReached() = check(reached.await(GENEROUS.inWholeSeconds, TimeUnit.SECONDS)) { "It never came to $name" }

    fun interrupted() = interruption.complete(Unit)

    suspend fun awaitInterruption() = interruption.await()

    fun left() = left.countDown()

    fun awaitLeft() = check(left.await(GENEROUS.inWholeSeconds, TimeUnit.SECONDS)) { "The caller never left $name" }
}

private const val HTTP = "http://target.test/"
private const val HTTPS = "https://localhost/"
private const val ESTABLISHED = "HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n"
private const val RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
private const val LONG_BODY = 4_000_000

/** Where the bytes of the peer end that [call] is answered with: before each of them, and never after the last. */
internal fun stopsInAnswer(): List<Stop> =
    RESPONSE.indices.map { count ->
        Stop("byte $count of the response", serve = { socket ->
            socket.takeHead()
            socket.send(RESPONSE.take(count).toByteArray())
            standStill(socket)
        })
    }

internal fun stopsInConnect(): List<Stop> =
    ESTABLISHED.indices.map { count ->
        Stop("byte $count of the answer to CONNECT", HTTPS, serve = { socket ->
            socket.takeHead()
            socket.send(ESTABLISHED.take(count).toByteArray())
            standStill(socket)
        })
    }

/** The call has its answer and does not give it to its caller yet. */
internal fun stopAfterAnswer(answer: String) =
    Stop("the wait after an answer", serve = { socket ->
        socket.takeHead()
        socket.send(answer.toByteArray())
        socket.awaitClose()
    })

/** Within the server's first flight, [step] bytes apart. */
internal fun stopsInTlsHandshake(step: Int): List<Stop> =
    (0 until TLS_FLIGHT step step).map { count ->
        Stop("byte $count of the TLS handshake", HTTPS, serve = { socket ->
            socket.takeHead()
            socket.send(ESTABLISHED.toByteArray())
            val server = ServerEnd(SelfSignedCertificate.shared.serverEngine())
            while (server.outbox.size() < count || server.outbox.size() == 0) server.receive(socket.readSome())
            socket.send(server.outbox.toByteArray().copyOf(count))
            standStill(socket)
        })
    }

/** Less than the flight of a server with one small certificate, whose signatures vary in length by some bytes. */
private const val TLS_FLIGHT = 700

internal fun stopsInBodies(): List<Stop> =
    listOf(
        Stop(
            "a streamed body of which some came",
            serve = { socket ->
                socket.takeHead()
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome".toByteArray())
                socket.awaitClose()
            },
            call = { rotator -> rotator.streamGet(target).collect { reached() } },
        ),
        Stop(
            "a long body that nobody reads",
            serve = { socket ->
                socket.takeHead()
                socket.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: $LONG_BODY\r\n\r\n".toByteArray() + ByteArray(LONG_BODY),
                )
                socket.awaitClose()
            },
            call = { rotator ->
                rotator.client.prepareGet(target).execute {
                    reached()
                    awaitInterruption()
                    @OptIn(InternalAPI::class)
                    it.rawContent.readToEnd()
                }
            },
        ),
        Stop(
            "an upload that nobody reads",
            serve = { socket ->
                socket.takeHead()
                // What the client has sent before it closed is in the way of its close.
                awaitLeft()
                socket.awaitClose()
            },
            call = { rotator -> rotator.post(target) { setBody(EndlessBody { reached() }) } },
        ),
        Stop(
            "an upload whose producer takes its time",
            serve = { socket ->
                socket.takeHead()
                socket.awaitClose()
            },
            call = { rotator ->
                rotator.post(target) {
                    setBody(
                        object : OutgoingContent.WriteChannelContent() {
                            override suspend fun writeTo(channel: ByteWriteChannel) {
                                reached()
                                awaitCancellation()
                            }
                        },
                    )
                }
            },
        ),
    )

/** Ktor's own functions end quietly where a body has broken off. */
private suspend fun ByteReadChannel.readToEnd() {
    discard()
    closedCause?.let { throw it }
}

private class EndlessBody(
    private val onPiece: () -> Unit,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) {
        val piece = ByteArray(64 * 1024)
        while (true) {
            channel.writeFully(piece)
            onPiece()
        }
    }
}

private fun Stop.standStill(socket: Socket) {
    reached()
    socket.awaitClose()
}

private fun Socket.takeHead() {
    checkNotNull(HttpWire(this).readHead())
}

private fun Socket.send(bytes: ByteArray) = getOutputStream().write(bytes)

private fun Socket.readSome(): ByteArray {
    val buffer = ByteArray(8192)
    val count = getInputStream().read(buffer)
    if (count == -1) throw EOFException()
    return buffer.copyOf(count)
}

private fun Socket.awaitClose() {
    val buffer = ByteArray(8192)
    while (getInputStream().read(buffer) != -1) continue
}

/** A port of 127.0.0.1 whose queue of connections is full, so that nobody is answered any more. */
internal class FullPort : AutoCloseable {
    private val server = ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))
    private val fillers = List(FILLERS) { SocketChannel.open() }
    val port: Int get() = server.localPort

    init {
        fillers.forEach {
            it.configureBlocking(false)
            it.connect(InetSocketAddress("127.0.0.1", port))
        }
    }

    override fun close() {
        fillers.forEach { it.close() }
        server.close()
    }

    private companion object {
        const val FILLERS = 4
    }
}

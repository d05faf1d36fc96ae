package dev.proxyrotator.testkit

import java.io.ByteArrayOutputStream
import java.net.Socket

/**
 * An HTTP/1.1 origin on a loopback port of its own, with keep-alive; https with a [certificate], see
 * [SelfSignedCertificate] and [TestCertificates]. Every request that was read to its end is in [requests].
 */
class LoopbackOrigin(
    private val certificate: TestCertificate? = null,
    private val tls: ServerTls = ServerTls(),
    private val handler: OriginHandler = BuiltInRoutes,
) : AutoCloseable {
    val requests = RequestLog()

    private val listener = LoopbackListener("loopback-origin", ::serve)

    val connections: Connections get() = listener.connections

    val port: Int get() = listener.port

    /** Without a trailing slash. */
    val url: String = if (certificate == null) "http://127.0.0.1:$port" else "https://localhost:$port"

    /** [path] begins with a slash. */
    fun url(path: String): String = url + path

    override fun close() = listener.close()

    private fun serve(socket: Socket) {
        val wire = HttpWire(certificate?.serverSide(socket, tls) ?: socket)
        while (true) {
            val request = receive(wire) ?: return
            requests.add(request)
            OriginReply(wire, request).send(handler.answer(request))
            if (request.wantsClose) return
        }
    }

    private fun receive(wire: HttpWire): ReceivedRequest? {
        val head = wire.readHead() ?: return null
        if (head
                .field(
                    "Expect",
                ).equals("100-continue", ignoreCase = true)
        ) {
            wire.send("HTTP/1.1 100 Continue", emptyList())
        }
        val body = ByteArrayOutputStream()
        wire.input.copyBody(head.requestFraming(), body, decoded = true)
        return ReceivedRequest(head, body.toByteArray())
    }
}

package dev.proxyrotator.testkit

import java.io.ByteArrayOutputStream
import java.net.Socket

/**
 * An HTTP/1.1 server on a loopback port of its own, with keep-alive: what a test's proxies lead to. It answers what
 * [BuiltInRoutes] or a handler of your own says; with a certificate, such as [SelfSignedCertificate.shared], it speaks
 * https.
 *
 * Each connection has a daemon thread; [close] closes them all and waits for the threads.
 *
 * @param certificate `null` for plain http
 * @param tls what an https origin asks of those who connect
 */
public class LoopbackOrigin
    @JvmOverloads
    constructor(
        private val certificate: TestCertificate? = null,
        private val tls: ServerTls = ServerTls(),
        private val handler: OriginHandler = BuiltInRoutes,
    ) : AutoCloseable {
        /** A plain http origin that answers what [handler] says. */
        public constructor(handler: OriginHandler) : this(null, ServerTls(), handler)

        /** Every request that was read to its end. */
        public val requests: RequestLog = RequestLog()

        private val listener = LoopbackListener("loopback-origin", ::serve)

        /** The connections that the proxies opened to it. */
        public val connections: Connections get() = listener.connections

        /** A port of 127.0.0.1 that was free. */
        public val port: Int get() = listener.port

        /** `http://127.0.0.1:port` or `https://localhost:port`, without a trailing slash. */
        public val url: String = if (certificate == null) "http://127.0.0.1:$port" else "https://localhost:$port"

        /** The URL of [path], which begins with a slash and may have a query. */
        public fun url(path: String): String = url + path

        override fun close(): Unit = listener.close()

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
            val expectation = head.field("Expect")
            if (expectation.equals("100-continue", ignoreCase = true)) wire.send("HTTP/1.1 100 Continue", emptyList())
            val body = ByteArrayOutputStream()
            wire.input.copyBody(head.requestFraming(), body, decoded = true)
            return ReceivedRequest(head, body.toByteArray())
        }
    }

package dev.proxyrotator.testkit

import java.net.Socket
import java.net.URLEncoder

/**
 * An HTTP proxy on a loopback port of its own: it forwards absolute-form requests and tunnels CONNECT, to loopback
 * addresses only, and takes `Proxy-Authorization` off. With a [certificate] it is spoken to over TLS. [requests] holds
 * every head it read, without bodies.
 */
class LoopbackProxy(
    behaviour: ProxyBehaviour = ProxyBehaviour.Good,
    private val certificate: TestCertificate? = null,
    private val tls: ServerTls = ServerTls(),
) : AutoCloseable {
    val requests = RequestLog()

    private val listener = LoopbackListener("loopback-proxy", ::serve)
    private val upstream = Connections()

    val connections: Connections get() = listener.connections

    val port: Int get() = listener.port

    private val endpoint: String get() = if (certificate == null) "127.0.0.1:$port" else "localhost:$port"

    private val scheme: String get() = if (certificate == null) "http" else "https"

    val url: String get() = "$scheme://$endpoint"

    /** Takes effect with the next request, [ProxyBehaviour.Refuse] with the next connection. */
    @Volatile
    var behaviour: ProxyBehaviour = behaviour
        set(value) {
            field = value
            if (value is ProxyBehaviour.Refuse) listener.refuse() else listener.accept()
        }

    init {
        if (behaviour is ProxyBehaviour.Refuse) listener.refuse()
    }

    /** [url] with credentials in it, percent-encoded. */
    fun url(
        username: String,
        password: String,
    ): String = "$scheme://${encode(username)}:${encode(password)}@$endpoint"

    override fun close() {
        upstream.closeAll()
        listener.close()
    }

    private fun serve(client: Socket) =
        ProxyConnection(certificate?.serverSide(client, tls) ?: client, upstream, requests) { behaviour }.serve()

    private fun encode(text: String) = URLEncoder.encode(text, "UTF-8").replace("+", "%20")
}

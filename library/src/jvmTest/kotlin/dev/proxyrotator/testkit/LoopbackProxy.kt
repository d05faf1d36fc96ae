package dev.proxyrotator.testkit

import java.net.Socket
import java.net.URLEncoder

/**
 * An HTTP proxy on a loopback port of its own: it forwards absolute-form requests and tunnels CONNECT, to loopback
 * addresses only, and takes `Proxy-Authorization` off. [requests] holds every head it read, without bodies.
 */
class LoopbackProxy(
    behaviour: ProxyBehaviour = ProxyBehaviour.Good,
) : AutoCloseable {
    val requests = RequestLog()

    private val listener = LoopbackListener("loopback-proxy", ::serve)
    private val upstream = Connections()

    val connections: Connections get() = listener.connections

    val port: Int get() = listener.port

    val url: String get() = "http://127.0.0.1:$port"

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
    ): String = "http://${encode(username)}:${encode(password)}@127.0.0.1:$port"

    override fun close() {
        upstream.closeAll()
        listener.close()
    }

    private fun serve(client: Socket) = ProxyConnection(client, upstream, requests) { behaviour }.serve()

    private fun encode(text: String) = URLEncoder.encode(text, "UTF-8").replace("+", "%20")
}

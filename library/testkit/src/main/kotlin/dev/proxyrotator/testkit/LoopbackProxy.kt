package dev.proxyrotator.testkit

import java.net.Socket
import java.net.URLEncoder

/**
 * An HTTP proxy on a loopback port of its own: it forwards absolute-form requests, tunnels CONNECT, and takes
 * `Proxy-Authorization` off. It leads to loopback addresses and names under `localhost` only and answers 403 for any
 * other, so that nothing of a test ever leaves the machine.
 *
 * Each connection has a daemon thread, each tunnel one more; [close] closes them all and waits for the threads.
 *
 * @param certificate what it is spoken to with over TLS, as an `https://` proxy; `null` for plain http
 * @param tls what an `https://` proxy asks of those who connect
 */
public class LoopbackProxy
    @JvmOverloads
    constructor(
        behaviour: ProxyBehaviour = ProxyBehaviour.Good,
        private val certificate: TestCertificate? = null,
        private val tls: ServerTls = ServerTls(),
    ) : AutoCloseable {
        /** Every head it read, without the bodies, which it passes on unseen. What is in a tunnel is not in here. */
        public val requests: RequestLog = RequestLog()

        /** The loopback port behind a target that is not loopback, or `null` to answer 403. */
        @Volatile
        internal var namedPort: (ForwardTarget) -> Int? = { null }

        private val listener = LoopbackListener("loopback-proxy", ::serve)
        private val upstream = Connections()

        /** The connections that clients opened to it. */
        public val connections: Connections get() = listener.connections

        /** A port of 127.0.0.1 that was free. It stays taken while the proxy refuses connections. */
        public val port: Int get() = listener.port

        private val endpoint: String get() = if (certificate == null) "127.0.0.1:$port" else "localhost:$port"

        private val scheme: String get() = if (certificate == null) "http" else "https"

        /** What to call it in a list of proxies: `http://127.0.0.1:port` or `https://localhost:port`. */
        public val url: String get() = "$scheme://$endpoint"

        /**
         * What it does with requests; may change at any time. Takes effect with the next request,
         * [ProxyBehaviour.Refuse] with the next connection.
         */
        @Volatile
        public var behaviour: ProxyBehaviour = behaviour
            set(value) {
                field = value
                if (value is ProxyBehaviour.Refuse) listener.refuse() else listener.accept()
            }

        init {
            if (behaviour is ProxyBehaviour.Refuse) listener.refuse()
        }

        /** [url] with credentials in it, percent-encoded. */
        public fun url(
            username: String,
            password: String,
        ): String = "$scheme://${encode(username)}:${encode(password)}@$endpoint"

        override fun close() {
            upstream.closeAll()
            listener.close()
        }

        private fun serve(client: Socket) {
            val wire = HttpWire(certificate?.serverSide(client, tls) ?: client)
            val passage = ProxyPassage(wire, upstream, listener.workers, namedPort)
            do {
                val request = ReceivedRequest(wire.readHead() ?: return)
                requests.add(request)
            } while (with(behaviour) { passage.treat(request) })
        }

        private fun encode(text: String) = URLEncoder.encode(text, "UTF-8").replace("+", "%20")
    }

package dev.proxyrotator.testkit

import java.io.DataInputStream
import java.io.IOException
import java.io.OutputStream
import java.net.InetAddress
import java.net.Socket
import java.util.concurrent.CopyOnWriteArrayList

/**
 * A proxy for SOCKS 4, 4A and 5 on a loopback port of its own. Whatever host it is asked for, it connects to that port
 * of 127.0.0.1, so that names which nobody can resolve lead to a loopback origin.
 *
 * Each connection has a daemon thread, each tunnel one more; [close] closes them all and waits for the threads.
 *
 * @param credentials user name and password, which SOCKS 5 clients then must show, SOCKS 4 clients the user name;
 *   `null` for everybody
 */
public class LoopbackSocksProxy
    @JvmOverloads
    constructor(
        private val credentials: Pair<String, String>? = null,
    ) : AutoCloseable {
        /** The same for Java. */
        public constructor(username: String, password: String) : this(username to password)

        private val listener = LoopbackListener("loopback-socks-proxy", ::serve)
        private val upstream = Connections()
        private val asked = CopyOnWriteArrayList<SocksRequest>()

        /** Every request so far, in the order in which it was read. */
        public val requests: List<SocksRequest> get() = asked.toList()

        /** The connections that clients opened to it. */
        public val connections: Connections get() = listener.connections

        /** A port of 127.0.0.1 that was free. */
        public val port: Int get() = listener.port

        /** The reply to every request, in place of success, such as 5 for "connection refused". Default `null`. */
        @Volatile
        public var refusal: Int? = null

        /** Replies with success to what it has no connection for, and closes, as an SSH client does. Default `false`. */
        @Volatile
        public var promisesTooMuch: Boolean = false

        /**
         * What to call it in a list of proxies.
         *
         * @param scheme `socks4`, `socks4a`, `socks5` or `socks5h`
         * @param userInfo credentials as they stand before the `@`, percent-encoded
         */
        @JvmOverloads
        public fun url(
            scheme: String = "socks5",
            userInfo: String = "",
        ): String = "$scheme://$userInfo${if (userInfo.isEmpty()) "" else "@"}127.0.0.1:$port"

        override fun close() {
            upstream.closeAll()
            listener.close()
        }

        private fun serve(client: Socket) {
            val input = DataInputStream(client.getInputStream())
            val output = client.getOutputStream()
            when (input.readUnsignedByte()) {
                SOCKS4 -> serve4(client, input, output)
                SOCKS5 -> if (authenticate(input, output)) serve5(client, input, output)
            }
        }

        private fun authenticate(
            input: DataInputStream,
            output: OutputStream,
        ): Boolean {
            val methods = List(input.readUnsignedByte()) { input.readUnsignedByte() }
            val wanted = if (credentials == null) 0 else 2
            output.write(byteArrayOf(5, if (wanted in methods) wanted.toByte() else -1))
            if (wanted !in methods) return false
            if (credentials == null) return true
            input.demand(1)
            val isRight = credentials == (input.text() to input.text())
            output.write(byteArrayOf(1, if (isRight) 0 else 1))
            return isRight
        }

        private fun serve5(
            client: Socket,
            input: DataInputStream,
            output: OutputStream,
        ) {
            input.demand(SOCKS5, 1, 0)
            val type = input.readUnsignedByte()
            val host =
                when (type) {
                    1 -> input.address(4)
                    3 -> input.text()
                    else -> input.address(16)
                }
            val request = SocksRequest(SOCKS5, host, type == 3, input.readUnsignedShort())
            connect(request, client, failure = 5) { code ->
                output.write(byteArrayOf(5, code.toByte(), 0, 1) + ByteArray(6))
            }
        }

        private fun serve4(
            client: Socket,
            input: DataInputStream,
            output: OutputStream,
        ) {
            input.demand(1)
            val port = input.readUnsignedShort()
            val address = input.address(4)
            val isRight = input.textUntilNul().let { credentials == null || credentials.first == it }
            val isName = address.startsWith("0.0.0.")
            val request = SocksRequest(SOCKS4, if (isName) input.textUntilNul() else address, isName, port)

            fun reply(code: Int) = output.write(byteArrayOf(0, (if (code == 0) 90 else code).toByte()) + ByteArray(6))
            if (isRight) connect(request, client, failure = 91, ::reply) else reply(93)
        }

        private fun connect(
            request: SocksRequest,
            client: Socket,
            failure: Int,
            reply: (Int) -> Unit,
        ) {
            asked.add(request)
            refusal?.let { return reply(it) }
            if (promisesTooMuch) return reply(0)
            val origin =
                try {
                    Socket("127.0.0.1", request.port)
                } catch (_: IOException) {
                    return reply(failure)
                }
            if (!upstream.add(origin)) return origin.closeQuietly()
            try {
                reply(0)
                listener.workers.start("tunnel") {
                    runCatching { client.getInputStream().copyAll(origin.getOutputStream()) }
                    origin.closeQuietly()
                }
                origin.getInputStream().copyAll(client.getOutputStream())
            } finally {
                upstream.remove(origin)
            }
        }

        /** What speaks another protocol is no client of this proxy. */
        private fun DataInputStream.demand(vararg bytes: Int) {
            bytes.forEach { if (readUnsignedByte() != it) throw IOException("A client that does not speak SOCKS") }
        }

        private fun DataInputStream.text(): String = readNBytes(readUnsignedByte()).decodeToString()

        private fun DataInputStream.textUntilNul(): String =
            generateSequence { readByte().takeIf { it != 0.toByte() } }.toList().toByteArray().decodeToString()

        private fun DataInputStream.address(size: Int): String =
            InetAddress.getByAddress(readNBytes(size)).hostAddress

        private companion object {
            const val SOCKS4 = 4
            const val SOCKS5 = 5
        }
    }

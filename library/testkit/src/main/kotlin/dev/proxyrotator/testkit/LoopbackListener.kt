package dev.proxyrotator.testkit

import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket

/**
 * A port of 127.0.0.1 that accepts or refuses connections, and stays taken either way. Each connection has a daemon
 * thread; [close] closes them all and waits for the threads.
 */
internal class LoopbackListener(
    name: String,
    private val serve: (Socket) -> Unit,
) : AutoCloseable {
    val connections = Connections()
    val workers: Workers

    private val address: InetSocketAddress
    private var bound: AutoCloseable
    private var isClosed = false
    private var acceptor: Thread? = null

    val port: Int get() = address.port

    init {
        val server = ServerSocket(0, BACKLOG, LOOPBACK)
        address = InetSocketAddress(LOOPBACK, server.localPort)
        workers = Workers("$name-$port")
        bound = server
        startAccepting(server)
    }

    @Synchronized
    fun accept() {
        if (isClosed || bound is ServerSocket) return
        bound.close()
        val server = ServerSocket().apply { reuseAddress = true }
        server.bind(address, BACKLOG)
        bound = server
        startAccepting(server)
    }

    /**
     * Refuses new connections. A socket that is bound and does not listen holds the port: on a free one a client could
     * connect to itself.
     */
    @Synchronized
    fun refuse() {
        if (isClosed || bound is Socket) return
        bound.close()
        // A thread still inside accept() keeps the port from being bound again.
        acceptor?.joinGenerously()
        bound =
            Socket().apply {
                reuseAddress = true
                bind(address)
            }
    }

    @Synchronized
    override fun close() {
        isClosed = true
        bound.close()
        connections.closeAll()
        workers.join()
    }

    private fun startAccepting(server: ServerSocket) {
        acceptor = workers.start("accept") { acceptAll(server) }
    }

    private fun acceptAll(server: ServerSocket) {
        while (true) {
            val socket =
                try {
                    server.accept()
                } catch (_: IOException) {
                    return
                }
            if (connections.add(socket)) workers.start("serve") { run(socket) } else socket.closeQuietly()
        }
    }

    private fun run(socket: Socket) {
        try {
            socket.tcpNoDelay = true
            serve(socket)
        } catch (_: IOException) {
            // The other side, or close(), ended the connection: that is how connections end.
        } finally {
            connections.remove(socket)
        }
    }

    private companion object {
        const val BACKLOG = 1024
        val LOOPBACK: InetAddress = InetAddress.getByAddress("127.0.0.1", byteArrayOf(127, 0, 0, 1))
    }
}

internal fun Socket.closeQuietly() {
    try {
        close()
    } catch (_: IOException) {
        // It is as good as closed.
    }
}

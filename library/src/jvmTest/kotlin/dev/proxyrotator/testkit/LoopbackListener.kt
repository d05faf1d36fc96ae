package dev.proxyrotator.testkit

import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.Collections
import kotlin.concurrent.thread

/**
 * A port of 127.0.0.1 that accepts or refuses connections, and stays taken either way. Each connection has a daemon
 * thread; [close] closes them all and waits for the threads.
 */
internal class LoopbackListener(
    private val name: String,
    private val serve: (Socket) -> Unit,
) : AutoCloseable {
    val connections = Connections()

    private val address: InetSocketAddress
    private val threads: MutableSet<Thread> = Collections.synchronizedSet(LinkedHashSet())
    private var bound: AutoCloseable
    private var acceptor: Thread? = null

    val port: Int get() = address.port

    init {
        val server = ServerSocket(0, BACKLOG, LOOPBACK)
        address = InetSocketAddress(LOOPBACK, server.localPort)
        bound = server
        startAccepting(server)
    }

    @Synchronized
    fun accept() {
        if (bound is ServerSocket) return
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
        if (bound is Socket) return
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
        bound.close()
        connections.closeAll()
        synchronized(threads) { threads.toList() }.forEach { it.joinGenerously() }
    }

    private fun startAccepting(server: ServerSocket) {
        acceptor = start("$name-accept") { acceptAll(server) }
    }

    private fun acceptAll(server: ServerSocket) {
        while (true) {
            val socket =
                try {
                    server.accept()
                } catch (_: IOException) {
                    return
                }
            if (connections.add(socket)) start("$name-serve") { run(socket) } else socket.closeQuietly()
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

    /** Daemons: a test that forgets to close a server still ends. */
    private fun start(
        name: String,
        block: () -> Unit,
    ): Thread {
        val worker =
            thread(start = false, isDaemon = true, name = "$name-$port") {
                try {
                    block()
                } finally {
                    threads.remove(Thread.currentThread())
                }
            }
        threads.add(worker)
        worker.start()
        return worker
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

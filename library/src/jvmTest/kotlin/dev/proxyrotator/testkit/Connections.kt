package dev.proxyrotator.testkit

import java.net.Socket
import kotlin.time.Duration

/** The connections of one server. */
class Connections internal constructor() {
    private val observed = Observed()
    private val openSockets = LinkedHashSet<Socket>()
    private var acceptedSoFar = 0
    private var mostOpen = 0
    private var closed = false

    /** All that were ever accepted. */
    val accepted: Int get() = observed.read { acceptedSoFar }

    /** Those accepted that neither side has closed, as far as the server has noticed. */
    val open: Int get() = observed.read { openSockets.size }

    /** The most that were ever open at once. */
    val peak: Int get() = observed.read { mostOpen }

    /** Blocks until exactly [count] connections are open. */
    fun awaitOpen(
        count: Int,
        within: Duration = GENEROUS,
    ) = observed.await(within, { "$count open connections expected, ${openSockets.size} are" }) {
        openSockets.size ==
            count
    }

    /** Blocks until [count] connections came and went: a client may have closed before its server accepts. */
    fun awaitClosed(count: Int) {
        awaitAccepted(count)
        awaitOpen(0)
    }

    /** Blocks until at least [count] connections were accepted. */
    fun awaitAccepted(
        count: Int,
        within: Duration = GENEROUS,
    ) = observed.await(within, { "$count accepted connections expected, there were $acceptedSoFar" }) {
        acceptedSoFar >= count
    }

    /** `false` when the server is closing: the socket is not taken. */
    internal fun add(socket: Socket): Boolean =
        observed.change {
            if (!closed) {
                acceptedSoFar++
                openSockets.add(socket)
                mostOpen = maxOf(mostOpen, openSockets.size)
            }
            !closed
        }

    internal fun remove(socket: Socket) {
        socket.closeQuietly()
        observed.change { openSockets.remove(socket) }
    }

    internal fun closeAll() {
        observed
            .change {
                closed = true
                openSockets.toList()
            }.forEach { it.closeQuietly() }
    }
}

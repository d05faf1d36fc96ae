package dev.proxyrotator.testkit

import java.net.Socket
import kotlin.time.Duration

/**
 * The connections of one server. What waits here blocks its thread: a test awaits what it is about, not some time. A
 * wait in vain is an [AssertionError] that tells what was there instead.
 */
public class Connections internal constructor() {
    private val observed = Observed()
    private val openSockets = LinkedHashSet<Socket>()
    private var acceptedSoFar = 0
    private var mostOpen = 0
    private var closed = false

    /** How many were ever accepted. */
    public val accepted: Int get() = observed.read { acceptedSoFar }

    /** How many neither side has closed, as far as the server has noticed. */
    public val open: Int get() = observed.read { openSockets.size }

    /** How many were open at once at the most. */
    public val peak: Int get() = observed.read { mostOpen }

    /** Blocks until exactly [count] connections are open, for ten seconds at most. */
    public fun awaitOpen(count: Int): Unit = awaitOpen(count, GENEROUS)

    /** Blocks until exactly [count] connections are open, at most as long as [within]. */
    public fun awaitOpen(
        count: Int,
        within: Duration,
    ): Unit =
        observed.await(within, { "$count open connections expected, ${openSockets.size} are" }) {
            openSockets.size == count
        }

    /**
     * Blocks until at least [count] connections came and all are gone, each for ten seconds at most: a client may have
     * closed before its server accepts.
     */
    public fun awaitClosed(count: Int) {
        awaitAccepted(count)
        awaitOpen(0)
    }

    /** Blocks until at least [count] connections were accepted, for ten seconds at most. */
    public fun awaitAccepted(count: Int): Unit = awaitAccepted(count, GENEROUS)

    /** Blocks until at least [count] connections were accepted, at most as long as [within]. */
    public fun awaitAccepted(
        count: Int,
        within: Duration,
    ): Unit =
        observed.await(within, { "$count accepted connections expected, there were $acceptedSoFar" }) {
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

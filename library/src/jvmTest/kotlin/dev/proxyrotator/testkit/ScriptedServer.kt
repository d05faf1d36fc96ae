package dev.proxyrotator.testkit

import java.io.IOException
import java.net.Socket

/**
 * A server on a loopback port of its own that does what a script says, byte for byte: it plays an origin, a proxy, or a
 * proxy together with the origin behind it. The [script] is called once for each connection, on that connection's own
 * thread, and the connection is closed in order when it returns.
 *
 * Whatever a script has read is on record: in [requests] over all connections, in [ScriptedConnection.received] for
 * each. A script that fails, other than by the end of its connection, fails [close].
 */
class ScriptedServer(
    private val script: ScriptedConnection.() -> Unit,
) : AutoCloseable {
    /** Every request in the order in which it was read. */
    val requests = RequestLog()

    private val observed = Observed()
    private val conversations = ArrayList<ScriptedConnection>()
    private val failures = ArrayList<Throwable>()
    private val listener = LoopbackListener("scripted-server", ::serve)

    val connections: Connections get() = listener.connections

    val port: Int get() = listener.port

    /** Without a trailing slash. */
    val url: String get() = "http://127.0.0.1:$port"

    /** The same with the credentials of the [Canary] in it, for a proxy. */
    val secretUrl: String get() = "http://${Canary.USER_INFO}@127.0.0.1:$port"

    /** The connection that was accepted after [index] others. Blocks until it was. */
    fun connection(index: Int): ScriptedConnection {
        observed.await(GENEROUS, { "connection $index expected, there were ${conversations.size}" }) {
            conversations.size > index
        }
        return observed.read { conversations[index] }
    }

    override fun close() {
        listener.close()
        observed.read { failures.toList() }.forEach { throw AssertionError("The script of a server failed", it) }
    }

    private fun serve(socket: Socket) {
        val connection =
            observed.change {
                ScriptedConnection(socket, conversations.size, requests).also { conversations.add(it) }
            }
        try {
            connection.script()
        } catch (ended: IOException) {
            throw ended
        } catch (failure: Throwable) {
            observed.change { failures.add(failure) }
        }
    }
}

package dev.proxyrotator.testkit

import java.io.FilterOutputStream
import java.io.IOException
import java.io.OutputStream
import java.net.Socket

/** The way from a client of a proxy to the origin and back. */
internal class ProxyPassage(
    val client: HttpWire,
    private val upstream: Connections,
    private val workers: Workers,
    private val namedPort: (ForwardTarget) -> Int?,
) {
    /**
     * Forwards [request] or opens its tunnel; [cutAfter] is how many bytes of the response's body, or out of the
     * tunnel, reach the client before [CutReached]. Whether the client's connection may serve another request.
     */
    fun pass(
        request: ReceivedRequest,
        cutAfter: Long? = null,
    ): Boolean {
        val target = ForwardTarget(request)
        val port = if (target.isLoopback) target.port else namedPort(target) ?: return answer(request, 403)
        val socket =
            try {
                Socket("127.0.0.1", port)
            } catch (_: IOException) {
                return answer(request, 502)
            }
        // Not taken: the proxy is closing.
        if (!upstream.add(socket)) return false.also { socket.closeQuietly() }
        try {
            socket.tcpNoDelay = true
            val toClient = cutAfter?.let { CuttingOutput(client.output, it) } ?: client.output
            if (!request.isConnect) return forward(request, target, HttpWire(socket), toClient)
            tunnel(socket, toClient)
            return false
        } finally {
            upstream.remove(socket)
        }
    }

    /** Whether [request] was cut after [bytes], not ended before. */
    fun passUpTo(
        bytes: Long,
        request: ReceivedRequest,
    ): Boolean =
        try {
            pass(request, bytes)
            false
        } catch (_: CutReached) {
            true
        }

    /** A 407 that asks for Basic. */
    fun demandCredentials(request: ReceivedRequest): Boolean =
        answer(request, 407, listOf("Proxy-Authenticate" to "Basic realm=\"loopback\""))

    /** Answers by itself. The body of [request] is read first, so that the connection can go on. */
    fun answer(
        request: ReceivedRequest,
        status: Int,
        headers: List<Pair<String, String>> = emptyList(),
        body: ByteArray = ByteArray(0),
    ): Boolean {
        client.input.copyBody(request.head.requestFraming(), OutputStream.nullOutputStream())
        val length = "Content-Length" to body.size.toString()
        val sent = if (request.method == "HEAD") ByteArray(0) else body
        client.send("HTTP/1.1 $status ${reasonPhrase(status)}", headers + length, sent)
        return !request.wantsClose
    }

    private fun forward(
        request: ReceivedRequest,
        target: ForwardTarget,
        origin: HttpWire,
        toClient: OutputStream,
    ): Boolean {
        val fields = request.head.fields.filter { it.first.lowercase() !in FOR_THE_PROXY }
        origin.send("${request.method} ${target.originForm} HTTP/1.1", fields)
        val expects = request.header("Expect") != null
        if (!expects) client.input.copyBody(request.head.requestFraming(), origin.output)
        while (true) {
            val head = origin.readHead() ?: throw IOException("The origin closed without an answer")
            client.send(head.startLine, head.fields)
            if (head.status >= 200) {
                val framing = head.responseFraming(request.method)
                origin.input.copyBody(framing, toClient)
                return framing !is BodyFraming.UntilClose &&
                    !request.header("Connection").equals("close", ignoreCase = true)
            }
            client.input.copyBody(request.head.requestFraming(), origin.output)
        }
    }

    private fun tunnel(
        origin: Socket,
        toClient: OutputStream,
    ) {
        client.send("HTTP/1.1 200 Connection established", emptyList())
        workers.start("tunnel") {
            try {
                client.input.copyAll(origin.getOutputStream())
                origin.shutdownOutput()
            } catch (_: IOException) {
                origin.closeQuietly()
            }
        }
        origin.getInputStream().copyAll(toClient)
    }

    private companion object {
        val FOR_THE_PROXY = setOf("proxy-authorization", "proxy-connection")
    }
}

/** As much as a cutting proxy lets through has been let through. */
internal class CutReached : IOException("The response was cut here on purpose")

private class CuttingOutput(
    target: OutputStream,
    private var left: Long,
) : FilterOutputStream(target) {
    override fun write(byte: Int) = write(byteArrayOf(byte.toByte()), 0, 1)

    override fun write(
        bytes: ByteArray,
        offset: Int,
        length: Int,
    ) {
        out.write(bytes, offset, minOf(left, length.toLong()).toInt())
        left -= length
        if (left > 0) return
        out.flush()
        throw CutReached()
    }
}

package dev.proxyrotator.testkit

import java.net.Socket
import java.util.Base64

/** One connection of a client to a [LoopbackProxy]: decides what becomes of each request. */
internal class ProxyConnection(
    private val client: Socket,
    upstream: Connections,
    private val log: RequestLog,
    private val behaviour: () -> ProxyBehaviour,
) {
    private val wire = HttpWire(client)
    private val passage = ProxyPassage(wire, upstream)

    fun serve() {
        do {
            val head = wire.readHead() ?: return
            val request = ReceivedRequest(head)
            log.add(request)
        } while (answer(request))
    }

    /** Whether the connection may serve another request. */
    private fun answer(request: ReceivedRequest): Boolean =
        when (val behaviour = behaviour()) {
            ProxyBehaviour.Good, ProxyBehaviour.Refuse -> {
                passage.pass(request)
            }

            is ProxyBehaviour.Slow -> {
                wire.pause(behaviour.delay)
                passage.pass(request)
            }

            is ProxyBehaviour.RequireCredentials -> {
                if (isAuthorized(request, behaviour)) passage.pass(request) else demandCredentials(request)
            }

            is ProxyBehaviour.Demand -> {
                behaviour.denial(request)?.let { it.send(request, wire) } ?: passage.pass(request)
            }

            ProxyBehaviour.Answer407 -> {
                demandCredentials(request)
            }

            is ProxyBehaviour.ResetMidBody -> {
                cut(request, behaviour.afterBytes) { client.setSoLinger(true, 0) }
            }

            is ProxyBehaviour.CloseMidBody -> {
                cut(request, behaviour.afterBytes) {}
            }

            ProxyBehaviour.Hang -> {
                end { wire.awaitClose() }
            }

            is ProxyBehaviour.Garbage -> {
                end {
                    wire.output.write(behaviour.bytes)
                    wire.output.flush()
                }
            }

            is ProxyBehaviour.AnswerConnect -> {
                if (request.isConnect) {
                    end { passage.answer(request, behaviour.status, behaviour.headers) }
                } else {
                    passage.pass(request)
                }
            }

            ProxyBehaviour.CloseSilentlyAfterResponse -> {
                end { passage.pass(request) }
            }

            is ProxyBehaviour.Status -> {
                passage.answer(request, behaviour.code, behaviour.headers, behaviour.body)
            }
        }

    private fun isAuthorized(
        request: ReceivedRequest,
        wanted: ProxyBehaviour.RequireCredentials,
    ): Boolean {
        val credentials = "${wanted.username}:${wanted.password}".toByteArray()
        return request.header("Proxy-Authorization") == "Basic " + Base64.getEncoder().encodeToString(credentials)
    }

    private fun demandCredentials(request: ReceivedRequest): Boolean =
        passage.answer(request, 407, listOf("Proxy-Authenticate" to "Basic realm=\"loopback\""))

    private fun cut(
        request: ReceivedRequest,
        afterBytes: Long,
        beforeClose: () -> Unit,
    ): Boolean {
        try {
            passage.pass(request, afterBytes)
        } catch (_: CutReached) {
            beforeClose()
        }
        return false
    }

    private fun end(block: () -> Unit): Boolean {
        block()
        return false
    }
}

internal val ReceivedRequest.isConnect: Boolean get() = method == "CONNECT"

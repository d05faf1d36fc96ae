package dev.proxyrotator.integration

import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.acceptWebSocket
import dev.proxyrotator.testkit.echoFrames
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.ktor.client.plugins.sse.SSE
import io.ktor.client.plugins.sse.sse
import io.ktor.client.plugins.websocket.WebSockets
import io.ktor.client.plugins.websocket.webSocket
import io.ktor.websocket.Frame
import io.ktor.websocket.readText
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList

private val routes =
    HttpProxies.tunnelling + HttpsProxies.good + SocksProxies.faithful +
        Chain(HttpProxies.squid, SocksProxies.microsocks, HttpsProxies.secure)

/** A14 WebSockets and event streams through every kind of proxy. */
class UpgradesIntegrationTest :
    FunSpec({
        routes.forEach { route ->
            listOf(false, true).forEach { secure ->
                realTest("A14 $route: a WebSocket, secure: $secure", route) { talks(route, secure) }

                realTest("A14 $route: an event stream, secure: $secure", route) { listens(route, secure) }
            }
        }
    })

private suspend fun talks(
    route: Route,
    secure: Boolean,
) = target(secure, {
    acceptWebSocket()
    echoFrames()
}).use { target ->
    rotatorThrough(route) { client { install(WebSockets) } }.use { rotator ->
        val url = route.targetUrl("${if (secure) "wss" else "ws"}://localhost:${target.port}/")
        rotator.client.webSocket(url) {
            listOf("hello", "goodbye").forEach {
                send(Frame.Text(it))
                (incoming.receive() as Frame.Text).readText() shouldBe it
            }
        }
        target.requests.single().header("Proxy-Authorization") shouldBe null
    }
}

private suspend fun listens(
    route: Route,
    secure: Boolean,
) = target(secure, {
    readRequest()
    send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
    repeat(EVENTS) { send("data: $it\n\n") }
    awaitClose()
}).use { target ->
    rotatorThrough(route) { client { install(SSE) } }.use { rotator ->
        val url = route.targetUrl("${if (secure) "https" else "http"}://localhost:${target.port}/")
        rotator.client.sse(url) {
            incoming.take(EVENTS).map { it.data }.toList() shouldContainExactly List(EVENTS) { "$it" }
        }
        target.requests.single().header("Proxy-Authorization") shouldBe null
    }
}

private const val EVENTS = 3

private fun target(
    secure: Boolean,
    serve: ScriptedConnection.() -> Unit,
) = ScriptedServer {
    if (secure) secure(TestCertificates.good)
    serve()
}

package dev.proxyrotator

import dev.proxyrotator.proxy.Gateway
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.LoopbackSocksProxy
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.acceptWebSocket
import dev.proxyrotator.testkit.echoFrames
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.client.plugins.sse.SSE
import io.ktor.client.plugins.sse.sse
import io.ktor.client.plugins.websocket.WebSockets
import io.ktor.client.plugins.websocket.webSocket
import io.ktor.websocket.Frame
import io.ktor.websocket.readText
import io.ktor.websocket.send

// What follows is printed in the guide.

fun ProxyRotatorBuilder.throughAnEntry() =
    proxy(Proxy.chain(Proxy.parse("https://entry.example"), Proxy.parse("socks5://user:secret@exit.example")))

fun ProxyRotatorBuilder.throughAGateway() =
    proxy(
        Proxy
            .parse("http://user-session-{session}-country-{country}:secret@gateway.example:8000")
            .withCountry("SE")
            .withGateway(Gateway(maxRequests = 1, connectHeaders = mapOf("X-Exit" to "residential"))),
    )

fun ProxyRotatorBuilder.withFeeds() =
    client {
        install(WebSockets) { channels { incoming = bounded(16) } }
        install(SSE)
    }

suspend fun firstPrice(
    rotator: ProxyRotator,
    url: String,
): String {
    var price = ""
    rotator.client.webSocket(url, { rotation { session = "user-42" } }) {
        send("SEK")
        price = (incoming.receive() as Frame.Text).readText()
    }
    return price
}

suspend fun headlines(
    rotator: ProxyRotator,
    url: String,
) = rotator.client.sse(url) { incoming.collect { event -> println(event.data) } }

class ProxyGuideTest :
    FunSpec({
        test("the guide's chain and gateway are taken") {
            ProxyRotator {
                throughAnEntry()
                throughAGateway()
            }.use { it.pool.size shouldBe 2 }
        }

        test("the guide's WebSocket goes through proxies of any kind, and its events too") {
            ScriptedServer {
                acceptWebSocket()
                echoFrames()
            }.use { origin ->
                LoopbackProxy().use { http ->
                    LoopbackSocksProxy().use { socks ->
                        ProxyRotator(http.url, socks.url("socks5")) { withFeeds() }.use { rotator ->
                            repeat(2) { firstPrice(rotator, "ws://localhost:${origin.port}/") shouldBe "SEK" }
                        }
                    }
                }
            }
            ScriptedServer {
                readHead()
                send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: news\n\n")
            }.use { origin ->
                LoopbackProxy().use { proxy ->
                    ProxyRotator(proxy.url) { withFeeds() }.use { headlines(it, "http://localhost:${origin.port}/") }
                }
            }
        }
    })

package dev.proxyrotator.engine.net

import dev.proxyrotator.limit.Limits
import dev.proxyrotator.testkit.Gate
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope

class ConnectionLimitsTest :
    FunSpec({
        test("no more sockets are busy than the limits allow in all, nor open than they allow through one proxy") {
            val mayAnswer = Gate()
            rotating({
                serve {
                    mayAnswer.await()
                    rawResponse()
                }
            }, configure = {
                limits {
                    maxConnections = 5
                    maxConnectionsPerProxy = 3
                }
            }) {
                rotator.addProxy("http://user:other@127.0.0.1:${server.port}")
                coroutineScope {
                    val calls = List(40) { async(Dispatchers.Default) { rotator.get("$TARGET$it").bodyAsText() } }
                    server.requests.await(5)
                    server.connections.open shouldBe 5
                    val perProxy =
                        server.requests
                            .groupBy { it.header("Proxy-Authorization") }
                            .values
                            .map { it.size }
                    perProxy.max() shouldBeLessThanOrEqual 3
                    mayAnswer.open()
                    calls.awaitAll().toSet() shouldBe setOf("hello")
                }
                server.requests.size shouldBe 40
                // Not as the server counts: it learns of a close later than of the connection that takes the place.
                transport.connections.size shouldBeLessThanOrEqual 6
            }
        }

        test("at the limit of a proxy its longest idle connection gives way to one that is needed") {
            overSockets({
                openTunnelOrForward { rawResponse("$index") }
            }, limits = Limits(maxConnectionsPerProxy = 2)) {
                suspend fun connectionsOf(vararg hosts: String) = hosts.map { fetch("https://$it.test/").toInt() }
                connectionsOf("a", "b", "a") shouldContainExactly listOf(0, 1, 0)
                connectionsOf("c") shouldContainExactly listOf(2)
                server.connections.awaitOpen(2)
                connectionsOf("a", "c") shouldContainExactly listOf(0, 2)
                connectionsOf("b", "c", "a") shouldContainExactly listOf(3, 2, 4)
                server.connections.awaitOpen(2)
            }
        }

        test("twice as many idle connections are kept as may be busy, where nothing else is said") {
            overSockets({ openTunnelOrForward { rawResponse("$index") } }, limits = Limits(maxConnections = 1)) {
                listOf("a", "b", "a", "b").map { fetch("https://$it.test/").toInt() } shouldContainExactly
                    listOf(0, 1, 0, 1)
                fetch("https://c.test/").toInt() shouldBe 2
                server.connections.awaitOpen(2)
            }
        }

        test("of more idle connections than may be kept the longest idle one is closed") {
            overSockets({ openTunnelOrForward { rawResponse("$index") } }, SocketOptions(maxIdleConnections = 2)) {
                listOf("a", "b", "c").map { fetch("https://$it.test/").toInt() } shouldContainExactly listOf(0, 1, 2)
                server.connections.awaitOpen(2)
                listOf("b", "c", "a").map { fetch("https://$it.test/").toInt() } shouldContainExactly listOf(1, 2, 3)
            }
        }
    })

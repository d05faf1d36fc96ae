package dev.proxyrotator.samples.server

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.samples.LoopbackFarm
import dev.proxyrotator.testkit.BuiltInRoutes
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.http.Url
import kotlinx.coroutines.CancellationException
import java.io.InputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds

/** Reads to the end of [text]. */
private fun InputStream.readUntil(text: String) {
    val seen = StringBuilder()
    while (!seen.endsWith(text)) {
        val byte = read()
        check(byte >= 0) { "The connection ended after $seen" }
        seen.append(byte.toChar())
    }
}

class ProxyServerStreamTest :
    FunSpec({
        test("a body larger than what may be in memory passes through") {
            val farm = LoopbackFarm()
            val rotator = ProxyRotator(farm.proxies) { limits { maxBodyInMemory = 10_000 } }
            serving(farm, rotator = rotator) { port ->
                ask(port, "GET /proxy/bytes/2000000 HTTP/1.1").body shouldBe patternedBytes(2_000_000)
            }
        }

        test("the first bytes arrive though there is no last one, and a client that leaves takes its request along") {
            val farm = LoopbackFarm({ OriginAnswer.Drip(interval = 1.milliseconds) })
            serving(farm) { port ->
                RawConnection(port).use { client ->
                    client.send("GET /proxy/drip HTTP/1.1\r\nHost: x\r\n\r\n")
                    client.readHead() shouldContain "200 OK"
                    client.input.readNBytes(1_000).size shouldBe 1_000
                }
                farm.origin.connections.awaitOpen(0)
            }
        }

        test("a client that leaves before there is an answer takes its request along") {
            val asked = CountDownLatch(1)
            val givenUp = CountDownLatch(1)
            val farm =
                LoopbackFarm({ request ->
                    asked.countDown()
                    BuiltInRoutes.answer(request)
                })
            val rotator = passThroughRotator(Url(farm.origin.url), farm.proxies)
            rotator.addListener { event ->
                if (event is RotationEvent.CallEnded && event.failure is CancellationException) givenUp.countDown()
            }
            serving(farm, rotator = rotator) { port ->
                RawConnection(port).use { client ->
                    client.send("GET /proxy/slow?ms=600000 HTTP/1.1\r\nHost: x\r\n\r\n")
                    asked.await(30, TimeUnit.SECONDS) shouldBe true
                }
                givenUp.await(30, TimeUnit.SECONDS) shouldBe true
            }
        }

        test("a response that breaks off is not taken for a whole one") {
            repeat(10) {
                val farm = LoopbackFarm(broken = ProxyBehaviour.CloseMidBody(5_000))
                val broken = passThroughRotator(Url(farm.origin.url), farm.proxies.take(1))
                serving(farm, rotator = broken) { port ->
                    for (path in listOf("/bytes/20000", "/chunked/20000")) {
                        val response = ask(port, "GET /proxy$path HTTP/1.1")
                        withClue(response.head) { response.isWhole shouldBe false }
                    }
                }
            }
        }

        test("an upload that breaks off does not reach the upstream as a whole one") {
            LoopbackProxy().use { proxy ->
                val farm = LoopbackFarm()
                val ended = CountDownLatch(10)
                val rotator = passThroughRotator(Url(farm.origin.url), listOf(proxy.url))
                rotator.addListener { event -> if (event is RotationEvent.CallEnded) ended.countDown() }
                serving(farm, rotator = rotator) { port ->
                    repeat(10) { index ->
                        RawConnection(port).use { client ->
                            val head = "POST /proxy/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n"
                            client.send(head + "upl")
                            proxy.requests.await(index + 1)
                        }
                    }
                    ended.await(10, TimeUnit.SECONDS) shouldBe true
                    farm.origin.requests.size shouldBe 0
                }
            }
        }

        test("an upload is on its way to the upstream before its client has sent the last of it") {
            ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { upstream ->
                val farm = LoopbackFarm()
                val url = Url("http://127.0.0.1:${upstream.localPort}")
                val server =
                    proxyServer(
                        url,
                        passThroughRotator(url, farm.proxies),
                        port = 0,
                    ).startSuspend(wait = false)
                farm.use {
                    RawConnection(server.port()).use { client ->
                        client.send(
                            "POST /proxy/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\n\r\nupl",
                        )
                        upstream.accept().use { origin ->
                            origin.getInputStream().readUntil("upl")
                            client.send("oad")
                            origin.getInputStream().readUntil("oad")
                            origin.getOutputStream().write(
                                "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n".toByteArray(),
                            )
                            client.readResponse().status shouldBe 201
                        }
                    }
                    server.stopSuspend(gracePeriodMillis = 0, timeoutMillis = 1_000)
                }
            }
        }
    })

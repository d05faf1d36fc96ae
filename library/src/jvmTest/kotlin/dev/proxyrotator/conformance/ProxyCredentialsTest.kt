package dev.proxyrotator.conformance

import dev.proxyrotator.engine.net.SECURE_TARGET
import dev.proxyrotator.engine.net.TARGET
import dev.proxyrotator.engine.net.openTunnelOrForward
import dev.proxyrotator.engine.net.rotating
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.request.header
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import java.util.Base64

private fun ScriptedServer.credentialsSeen(index: Int) =
    Regex("Basic [A-Za-z0-9+/=]+").findAll(connection(index).received).map { it.value }.toSet()

private fun basic(credentials: String) = "Basic " + Base64.getEncoder().encodeToString(credentials.toByteArray())

class ProxyCredentialsTest :
    FunSpec({
        test("B1 B3 the CONNECT has the proxy's credentials and nothing of the request, the tunnel the reverse") {
            rotating({ openTunnelOrForward() }, credentials = "${Canary.USER_INFO}@") {
                rotator.post("https://a.test:8443/path?query=1") {
                    header("Cookie", "session=1")
                    header("Authorization", "Bearer token")
                    header("X-Custom", "mine")
                    setBody("body")
                }
                val received = server.connection(0).received
                received.substringBefore("\r\n\r\n") shouldBe
                    "CONNECT a.test:8443 HTTP/1.1\r\nHost: a.test:8443\r\n" +
                    "Proxy-Authorization: ${basic(
                        "${Canary.USERNAME}:${Canary.PASSWORD}",
                    )}\r\nProxy-Connection: keep-alive"
                val inside = received.substringAfter("\r\n\r\n")
                inside shouldContain "POST /path?query=1 HTTP/1.1\r\nHost: a.test:8443\r\n"
                listOf("Cookie: session=1", "Authorization: Bearer token", "X-Custom: mine").forEach {
                    inside shouldContain "$it\r\n"
                }
                inside shouldNotContain "Proxy-"
            }
        }

        test("B1 a Proxy-Authorization of the request's own is refused, nothing is connected") {
            rotating({ serve() }, credentials = "${Canary.USER_INFO}@") {
                listOf(TARGET, SECURE_TARGET).forEach { target ->
                    shouldThrow<IllegalArgumentException> {
                        rotator.get(target) { header("proxy-authorization", "Basic eDp5") }
                    }
                }
                server.connections.accepted shouldBe 0
            }
        }

        test("B1 B2 after a failover to another proxy each has seen its own credentials and no others") {
            ScriptedServer { openTunnelOrForward() }.use { second ->
                rotating({
                    serve { rawResponse("", 407, "Proxy-Authenticate: Basic realm=x") }
                }, credentials = "first:1@", configure = { retry { maxAttempts = 3 } }) {
                    rotator.addProxy("http://second:2@127.0.0.1:${server.port}")
                    rotator.addProxy("http://third:3@127.0.0.1:${second.port}")
                    listOf(TARGET, SECURE_TARGET).forEach { rotator.get(it).status.value shouldBe 200 }
                    server.credentialsSeen(0) shouldBe setOf(basic("first:1"))
                    server.credentialsSeen(1) shouldBe setOf(basic("second:2"))
                    (0..1).forEach { second.credentialsSeen(it) shouldBe setOf(basic("third:3")) }
                }
            }
        }

        test("B9 a 407 inside a tunnel is the target's answer: it gets no credentials, the proxy no blame") {
            rotating({
                openTunnel()
                serve { rawResponse("", 407, "Proxy-Authenticate: Basic realm=x") }
            }, credentials = "${Canary.USER_INFO}@") {
                val response = rotator.get(SECURE_TARGET)
                response.status.value shouldBe 407
                response.attempts.size shouldBe 1
                server.requests.size shouldBe 2
                server.connection(0).received.substringAfter("\r\n\r\n") shouldNotContain "Authorization"
                rotator.pool
                    .statistics()
                    .single()
                    .failures shouldBe emptyMap()
            }
        }

        test("B7 the target's user info becomes its Authorization and shows nowhere else") {
            rotating({ openTunnelOrForward() }) {
                listOf("http", "https").forEach { rotator.get("$it://us%20er:p%40ss@a.test/path") }
                val requests = server.requests.filter { it.method == "GET" }
                requests.map { it.header("Authorization") } shouldContainExactly List(2) { basic("us er:p@ss") }
                requests.map { it.target } shouldContainExactly listOf("http://a.test/path", "/path")
                (0..1).forEach { server.connection(it).received shouldNotContain "@" }
            }
        }

        test("B12 cookies of a proxy's reply to CONNECT are not the target's") {
            rotating({
                openTunnel(reply = "HTTP/1.1 200 OK\r\nSet-Cookie: proxy=1\r\n\r\n")
                serve()
            }) {
                val response = rotator.get(SECURE_TARGET)
                response.headers["Set-Cookie"] shouldBe null
                response.bodyAsText() shouldBe "hello"
            }
        }
    })

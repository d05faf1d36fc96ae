package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyResponseRejectedException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.secretUrl
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.mock.respond
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

private fun ProxyRotator.healthOf(url: String) = pool.statistics(Proxy.parse(url).id)?.health

/** Answers as if it were the target, with a certificate of its own. */
private fun intercepting() =
    ScriptedServer {
        openTunnel(TestCertificates.unknown)
        serve()
    }

class LyingProxiesTest :
    FunSpec({
        test(
            "K1 a portal page, a wrong token, another status or too little is the proxy's failure, and another exit is asked",
        ) {
            val lies =
                mapOf(
                    "portal" to "<html>Please log in to the network</html>",
                    "wrong token" to "somebody else's page ${"x".repeat(100)}",
                    "too small" to "token",
                )
            lies.forEach { (name, lie) ->
                listOf(false, true).forEach { isStreamed ->
                    runTest {
                        mockRotator(configure = {
                            proxies(named("a", "b"))
                            bans {
                                requireText("token")
                                requireMinimumSize(20)
                                require("no log-in") { "log in" !in it.text }
                            }
                            health { failureThreshold = 2 }
                        }) {
                            if (it.exit == "a") respond(lie) else respond("the token, and more of the page")
                        }.use { rotator ->
                            withClue("$name, streamed: $isStreamed") {
                                if (isStreamed) {
                                    val bytes = rotator.streamGet(TARGET).toList().fold(ByteArray(0), ByteArray::plus)
                                    bytes.decodeToString() shouldBe "the token, and more of the page"
                                } else {
                                    val response = rotator.get(TARGET)
                                    response.exit shouldBe "b"
                                    val first = response.attempts.first()
                                    first.failure shouldBe FailureKind.REJECTED
                                    first.blame shouldBe Blame.PROXY
                                    first.cause.shouldBeInstanceOf<ProxyResponseRejectedException>()
                                }
                                runCatching { rotator.through("a") }
                                rotator.health("a") shouldBe ProxyHealth.COOLING_DOWN
                                rotator.inFlight shouldBe 0
                            }
                        }
                    }
                }
            }
        }

        test("K1 a POST that was answered by a portal is not sent again") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans { requireStatus(200, 204) }
                }) { respond("", HttpStatusCode.Created) }.use { rotator ->
                    val error = shouldThrow<ProxyConnectionException> { rotator.post(TARGET) { setBody("x") } }
                    error.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.REJECTED)
                }
            }
        }

        test("K1 a required header is looked for in every response") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans { requireHeader("X-Served-By", "target") }
                }) {
                    val by = if (it.exit == "a") "portal" else "the target itself"
                    respond("", headers = headersOf("X-Served-By", by))
                }.use { it.get(TARGET).exit shouldBe "b" }
            }
        }

        test("K2, D3 a proxy that shows a certificate of its own gets nothing of the request, and is quarantined") {
            intercepting().use { bad ->
                LoopbackProxy().use { good ->
                    LoopbackOrigin(TestCertificates.good).use { origin ->
                        ProxyRotator(bad.secretUrl, good.url) {
                            tls { trust(TestCertificates.authority.certificate.certificatePem) }
                        }.use { rotator ->
                            val response = rotator.post(origin.url("/echo")) { setBody("secret") }
                            response.proxy.port shouldBe good.port
                            val first = response.attempts.first()
                            first.cause.shouldBeInstanceOf<ProxyTlsException>().isUntrusted shouldBe true
                            bad.requests.map { it.method } shouldContainExactly listOf("CONNECT")
                            bad.connection(0).received shouldNotContain "secret"
                            rotator.healthOf(bad.secretUrl) shouldBe ProxyHealth.QUARANTINED
                            repeat(5) { rotator.get(origin.url("/")).attempts shouldHaveSize 1 }
                            rotator.pool.reinstate(Proxy.parse(bad.secretUrl).id)
                            rotator.healthOf(bad.secretUrl) shouldBe ProxyHealth.HEALTHY
                        }
                    }
                }
            }
        }

        test("K2 two proxies that meet the same certificate at a host are both cleared of it") {
            LoopbackOrigin(TestCertificates.expired).use { expired ->
                LoopbackOrigin(TestCertificates.good).use { origin ->
                    LoopbackProxy().use { a ->
                        LoopbackProxy().use { b ->
                            LoopbackProxy().use { c ->
                                ProxyRotator(a.secretUrl, b.secretUrl, c.secretUrl) {
                                    tls { trust(TestCertificates.authority.certificate.certificatePem) }
                                }.use { rotator ->
                                    repeat(3) {
                                        shouldThrow<ProxyConnectionException> { rotator.get(expired.url("/")) }
                                    }
                                    rotator.getPoolStats().healthyProxies shouldBe 3
                                    val exits = List(3) { rotator.get(origin.url("/")).proxy.port }
                                    exits.toSet() shouldBe setOf(a.port, b.port, c.port)
                                    expired.requests shouldHaveSize 0
                                }
                            }
                        }
                    }
                }
            }
        }

        test("K3 a proxy that opens a tunnel and then closes it is passed over, and a POST was not sent by that") {
            val closing =
                ScriptedServer {
                    readHead()
                    send("HTTP/1.1 200 Connection established\r\n\r\n")
                }
            closing.use {
                LoopbackProxy().use { good ->
                    LoopbackOrigin(TestCertificates.good).use { origin ->
                        ProxyRotator(closing.secretUrl, good.url) {
                            tls { trust(TestCertificates.authority.certificate.certificatePem) }
                        }.use { rotator ->
                            val response = rotator.post(origin.url("/echo")) { setBody("once") }
                            response.bodyAsText().substringAfter("\r\n\r\n") shouldBe "once"
                            response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.TLS, null)
                            origin.requests shouldHaveSize 1
                            rotator.healthOf(closing.secretUrl) shouldBe ProxyHealth.HEALTHY
                        }
                    }
                }
            }
        }

        test("K3 a target that closes every tunnel is no fault of the proxies") {
            ScriptedServer { }.use { target ->
                LoopbackProxy().use { a ->
                    LoopbackProxy().use { b ->
                        LoopbackProxy().use { c ->
                            ProxyRotator(a.secretUrl, b.secretUrl, c.secretUrl).use { rotator ->
                                repeat(10) {
                                    shouldThrow<ProxyConnectionException> {
                                        rotator.get("https://127.0.0.1:${target.port}/")
                                    }
                                }
                                rotator.getPoolStats().healthyProxies shouldBe 3
                            }
                        }
                    }
                }
            }
        }

        listOf("http", "https").forEach { scheme ->
            test("K4 a proxy that answers 407 for ever is asked once and then left out: $scheme") {
                LoopbackProxy(ProxyBehaviour.Answer407).use { proxy ->
                    ProxyRotator(proxy.secretUrl).use { rotator ->
                        shouldThrow<ProxyAuthenticationException> { rotator.get("$scheme://127.0.0.1:1/") }
                        proxy.requests shouldHaveSize 1
                        rotator.healthOf(proxy.secretUrl) shouldBe ProxyHealth.AUTHENTICATION_REJECTED
                        shouldThrow<Exception> { rotator.get("$scheme://127.0.0.1:1/") }
                        proxy.requests shouldHaveSize 1
                    }
                }
            }
        }

        test("K5 a 429 or 503 inside a tunnel is the target's, and on CONNECT it is the proxy's") {
            listOf(429, 503).forEach { status ->
                LoopbackOrigin(TestCertificates.good).use { origin ->
                    LoopbackProxy().use { proxy ->
                        ProxyRotator(proxy.secretUrl) {
                            tls { trust(TestCertificates.authority.certificate.certificatePem) }
                            retry {
                                maxAttempts = 1
                                maxFailovers = 0
                            }
                        }.use { rotator ->
                            rotator.get(origin.url("/status/$status")).status.value shouldBe status
                            rotator.pool
                                .statistics()
                                .single()
                                .failures.size shouldBe 0
                        }
                        proxy.behaviour = ProxyBehaviour.AnswerConnect(status)
                        ProxyRotator(proxy.secretUrl) { retry { maxAttempts = 1 } }.use { rotator ->
                            val error = shouldThrow<ProxyConnectionException> { rotator.get(origin.url("/")) }
                            error.attempts.map { it.failure }.toSet() shouldBe setOf(FailureKind.TUNNEL)
                            error.attempts.first().blame shouldBe
                                if (status == 429) Blame.PROXY else Blame.UNKNOWN
                        }
                    }
                }
            }
        }

        test("K6 an exit that tells the target who asks is found out by what an echo page says") {
            val own = "192.0.2.77"
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans { require("hides the client") { own !in it.text } }
                    health { failureThreshold = 1 }
                }) {
                    val forwarded = if (it.exit == "a") "$own, 198.51.100.4" else "198.51.100.5"
                    respond("""{"ip": "198.51.100.4", "X-Forwarded-For": "$forwarded"}""")
                }.use { rotator ->
                    rotator.get("http://echo.example/").exit shouldBe "b"
                    rotator.health("a") shouldBe ProxyHealth.COOLING_DOWN
                }
            }
        }

        test("K7 a proxy that passes its probe and fails its traffic is out again, each time for longer") {
            runTest {
                var sent = 0
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                    retry {
                        maxAttempts = 1
                        maxFailovers = 0
                    }
                }) {
                    if (it.exit == "a" && sent++ % 2 == 0) throw ConnectException("refused")
                    respond("")
                }.use { rotator ->
                    repeat(6) { round ->
                        runCatching { rotator.through("a") }
                        delay(minOf(15.seconds * (round + 1), 150.seconds) - 1.seconds)
                        rotator.health("a") shouldBe ProxyHealth.COOLING_DOWN
                        delay(minOf(30.seconds * (round + 1), 300.seconds))
                        rotator.through("a")
                        rotator.health("a") shouldBe ProxyHealth.HEALTHY
                    }
                }
            }
        }
    })

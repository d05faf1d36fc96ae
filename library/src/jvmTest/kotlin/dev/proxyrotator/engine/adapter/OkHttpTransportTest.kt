package dev.proxyrotator.engine.adapter

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.TlsVersion
import dev.proxyrotator.engine.farm
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.SelfSignedCertificate
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.okhttp.OkHttp
import io.ktor.client.request.header
import io.ktor.client.statement.bodyAsText

private fun okHttp(
    vararg proxies: String,
    configure: ProxyRotatorBuilder.() -> Unit = {},
) = ProxyRotator(*proxies) {
    transport = EnginePerProxy(OkHttp)
    retry { maxAttempts = 1 }
    configure()
}

class OkHttpTransportTest :
    FunSpec({
        val certificate = SelfSignedCertificate.shared

        test(
            "S0-9 an https target is reached through a tunnel that shows it neither credentials nor the proxy's headers",
        ) {
            LoopbackOrigin(certificate).use { origin ->
                LoopbackProxy(ProxyBehaviour.RequireCredentials(Canary.USERNAME, Canary.PASSWORD)).use { proxy ->
                    okHttp(proxy.secretUrl, configure = { tls { verify = false } }).use { rotator ->
                        rotator.get(origin.url("/")) { header("X-Token", "t") }.bodyAsText() shouldBe "hello"
                        val connect = proxy.requests.last()
                        connect.line shouldBe "CONNECT localhost:${origin.port} HTTP/1.1"
                        connect.header("X-Token") shouldBe null
                        val received = origin.requests.single()
                        received.header("Proxy-Authorization") shouldBe null
                        received.head.raw shouldNotContain Canary.PASSWORD
                        received.header("X-Token") shouldBe "t"
                    }
                }
            }
        }

        test("a certificate that cannot be verified is a TLS failure, and not a byte of the request is sent") {
            LoopbackOrigin(certificate).use { origin ->
                LoopbackProxy().use { proxy ->
                    okHttp(proxy.secretUrl).use { rotator ->
                        val error = shouldThrow<ProxyConnectionException> { rotator.get(origin.url("/")) }
                        error.cause.shouldBeInstanceOf<ProxyTlsException>().isUntrusted shouldBe true
                        origin.requests.size shouldBe 0
                    }
                }
            }
        }

        listOf(302, 403, 502, 503).forEach { status ->
            test("CONNECT answered with $status is no tunnel") {
                LoopbackProxy(ProxyBehaviour.AnswerConnect(status)).use { proxy ->
                    okHttp(proxy.secretUrl).use { rotator ->
                        val error = shouldThrow<ProxyConnectionException> { rotator.get("https://127.0.0.1:9/") }
                        error.cause.shouldBeInstanceOf<ProxyRefusedException>().status shouldBe status
                        error.attempts.single().failure shouldBe FailureKind.TUNNEL
                    }
                }
            }
        }

        test("S0-31 CONNECT answered with 407 is an authentication error, with and without credentials, and no loop") {
            LoopbackProxy(ProxyBehaviour.Answer407).use { proxy ->
                listOf(proxy.url, proxy.url(Canary.USERNAME, Canary.TOKEN)).forEach { url ->
                    okHttp(url).use { rotator ->
                        shouldThrow<ProxyAuthenticationException> {
                            rotator.get(
                                "https://127.0.0.1:9/",
                            )
                        }.status shouldBe
                            407
                    }
                }
                proxy.requests.size shouldBeLessThanOrEqualTo 4
            }
        }

        test("S0-38 connections are used again, for each proxy its own") {
            farm(EnginePerProxy(OkHttp), ProxyBehaviour.Good, ProxyBehaviour.Good) {
                repeat(40) { rotator.get(origin.url("/")).bodyAsText() shouldBe "hello" }
                proxies.map { it.requests.size } shouldContainExactly listOf(20, 20)
                proxies.map { it.connections.accepted } shouldContainExactly listOf(1, 1)
            }
        }

        test("S0-38 the same proxy with other credentials is another connection") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    okHttp(proxy.url("a", "1"), proxy.url("b", "2")).use { rotator ->
                        repeat(6) { rotator.get(origin.url("/")) }
                        proxy.connections.accepted shouldBe 2
                    }
                }
            }
        }

        test("S0-6 SOCKS and https proxies are refused when they are configured or added") {
            listOf("socks5://127.0.0.1:1", "socks4a://127.0.0.1:1", "https://127.0.0.1:1").forEach { url ->
                shouldThrow<ProxyValidationException> { okHttp(url) }
                okHttp().use { rotator -> shouldThrow<ProxyValidationException> { rotator.addProxy(url) } }
            }
        }

        test("what the engine would not do with TLS is refused, saying what it is") {
            val error =
                shouldThrow<IllegalArgumentException> {
                    okHttp {
                        tls {
                            trust(SelfSignedCertificate.shared.certificatePem)
                            minVersion = TlsVersion.TLS_1_3
                        }
                    }
                }
            error.message shouldContain "EnginePerProxy(OkHttp) cannot do tls { minVersion, trust }"
        }

        test("closing leaves no thread of the engine behind") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    val rotator = okHttp(proxy.secretUrl)
                    rotator.get(origin.url("/"))
                    val threads = Thread.getAllStackTraces().keys.filter { it.name.startsWith("proxy-rotator-okhttp") }
                    threads.isNotEmpty() shouldBe true
                    rotator.aclose()
                    threads.forEach { it.join(10_000) }
                    threads.none { it.isAlive } shouldBe true
                }
            }
        }
    })

package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.failure.AttemptPhase
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.ServerTls
import dev.proxyrotator.testkit.TestCertificate
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.patternedBytes
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.call.body
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlin.time.Duration.Companion.milliseconds

private val trustsAuthority: TlsBuilder.() -> Unit = {
    trust(TestCertificates.authority.certificate.certificatePem)
}

private fun ProxyRotatorBuilder.trustingAuthority() {
    tls(trustsAuthority)
    proxyTls(trustsAuthority)
    retry { maxAttempts = 1 }
}

/** `https://` proxies, and proxies behind proxies. */
class ProxyHopsTest :
    FunSpec({
        suspend fun behind(
            proxy: String,
            secureTarget: Boolean = false,
            configure: ProxyRotatorBuilder.() -> Unit = { trustingAuthority() },
            block: suspend ProxyRotator.(LoopbackOrigin) -> Unit,
        ) = LoopbackOrigin(TestCertificates.good.takeIf { secureTarget }).use { origin ->
            ProxyRotator(proxy, configure = configure).use { it.block(origin) }
            origin.connections.awaitOpen(0)
        }

        suspend fun failing(
            certificate: TestCertificate,
            server: ServerTls = ServerTls(),
            configure: ProxyRotatorBuilder.() -> Unit = { trustingAuthority() },
        ): ProxyConnectionException =
            LoopbackProxy(certificate = certificate, tls = server).use { proxy ->
                lateinit var error: ProxyConnectionException
                behind(proxy.secretUrl, configure = configure) { origin ->
                    error = shouldThrow<ProxyConnectionException> { get(origin.url("/")) }
                    origin.requests.toList().shouldBeEmpty()
                    proxy.requests.toList().shouldBeEmpty()
                }
                error
            }

        listOf("TLSv1.3", "TLSv1.2").forEach { version ->
            listOf(false, true).forEach { secureTarget ->
                val target = if (secureTarget) "https" else "http"
                test("D8 $target through an https proxy that speaks $version, with large bodies and kept connections") {
                    val speaking = ServerTls(protocol = version)
                    LoopbackProxy(certificate = TestCertificates.good, tls = speaking).use { proxy ->
                        behind(proxy.secretUrl, secureTarget) { origin ->
                            repeat(3) {
                                get(origin.url("/bytes/3000000?seed=$it")).body<ByteArray>() shouldBe
                                    patternedBytes(3_000_000, it)
                            }
                            val sent = "x".repeat(2_000_000)
                            post(origin.url("/echo")) { setBody(sent) }.status.value shouldBe 200
                            origin.requests
                                .last()
                                .body.size shouldBe sent.length
                            proxy.connections.accepted shouldBe 1
                            proxy.requests.map { it.method }.toSet() shouldBe
                                (if (secureTarget) setOf("CONNECT") else setOf("GET", "POST"))
                        }
                        proxy.connections.awaitOpen(0)
                    }
                }
            }
        }

        mapOf(
            "for another name" to TestCertificates.wrongName,
            "that has expired" to TestCertificates.expired,
            "of an unknown authority" to TestCertificates.unknown,
            "that vouches for itself" to TestCertificates.unknownAuthority.certificate,
        ).forEach { (name, certificate) ->
            test("D1 a proxy with a certificate $name is refused, and nothing was said to it") {
                val error = failing(certificate)
                val cause = error.cause.shouldBeInstanceOf<ProxyTlsException>()
                cause.isUntrusted shouldBe true
                cause.isWithProxy shouldBe true
                val attempt = error.attempts.single()
                attempt.phase shouldBe AttemptPhase.PROXY_TLS
                attempt.blame shouldBe Blame.PROXY
            }
        }

        test("D2 who is trusted as a proxy is not trusted as a target, nor the other way round") {
            LoopbackProxy(certificate = TestCertificates.unknown).use { proxy ->
                val unknown = TestCertificates.unknownAuthority.certificate.certificatePem
                behind(proxy.secretUrl, secureTarget = true, {
                    trustingAuthority()
                    proxyTls { trust(unknown) }
                }) { origin -> get(origin.url("/")).bodyAsText() shouldBe "hello" }
                behind(proxy.secretUrl, secureTarget = true, {
                    proxyTls { trust(unknown) }
                    retry { maxAttempts = 1 }
                }) { origin ->
                    shouldThrow<ProxyConnectionException> { get(origin.url("/")) }
                        .cause
                        .shouldBeInstanceOf<ProxyTlsException>()
                        .isWithProxy shouldBe false
                }
            }
            failing(TestCertificates.good) {
                tls(trustsAuthority)
                retry { maxAttempts = 1 }
            }.cause.shouldBeInstanceOf<ProxyTlsException>().isWithProxy shouldBe true
        }

        test("D9 the certificate of the client is shown on its own hop alone") {
            val demanding = ServerTls(clientAuthority = TestCertificates.authority.certificate)
            val showing: TlsBuilder.() -> Unit = {
                clientCertificate(TestCertificates.client.chainPem, TestCertificates.client.privateKeyPem)
            }
            LoopbackProxy(certificate = TestCertificates.good, tls = demanding).use { proxy ->
                behind(proxy.secretUrl, configure = {
                    trustingAuthority()
                    proxyTls(showing)
                }) { origin -> get(origin.url("/")).bodyAsText() shouldBe "hello" }
            }
            failing(TestCertificates.good, demanding) {
                trustingAuthority()
                tls(showing)
            }.cause.shouldBeInstanceOf<Exception>()
        }

        test("D11 an https proxy that does not speak TLS is told as such") {
            ScriptedServer {
                send("HTTP/1.1 400 Bad Request\r\n\r\n")
                awaitClose()
            }.use { proxy ->
                behind("https://${Canary.USER_INFO}@localhost:${proxy.port}") { origin ->
                    val error = shouldThrow<ProxyConnectionException> { get(origin.url("/")) }
                    error.cause.shouldBeInstanceOf<ProxyTlsException>().isUntrusted shouldBe false
                    error.attempts.single().phase shouldBe AttemptPhase.PROXY_TLS
                }
            }
        }

        test("a proxy that does not answer the ClientHello is at fault, and its connection is closed") {
            ScriptedServer { awaitClose() }.use { silent ->
                behind("https://${Canary.USER_INFO}@localhost:${silent.port}", configure = {
                    trustingAuthority()
                    timeouts { handshake = 50.milliseconds }
                }) { origin ->
                    val error = shouldThrow<ProxyConnectionException> { get(origin.url("/")) }
                    error.attempts.single().failure shouldBe FailureKind.CONNECT_TIMEOUT
                    error.attempts.single().blame shouldBe Blame.PROXY
                    silent.connections.awaitOpen(0)
                }
            }
        }

        test("cancelling closes what is shaking hands with a proxy") {
            ScriptedServer { awaitClose() }.use { silent ->
                behind("https://${Canary.USER_INFO}@localhost:${silent.port}") { origin ->
                    coroutineScope {
                        val call = async(Dispatchers.Default) { get(origin.url("/")) }
                        silent.connections.awaitOpen(1)
                        call.cancelAndJoin()
                    }
                    silent.connections.awaitOpen(0)
                }
            }
        }

        listOf(false, true).forEach { secureTarget ->
            val target = if (secureTarget) "https" else "http"
            test("B1, B2 $target through a chain: every proxy gets its own credentials, the target none") {
                val first = LoopbackProxy(ProxyBehaviour.RequireCredentials("one", "first-secret"))
                val second =
                    LoopbackProxy(
                        ProxyBehaviour.RequireCredentials("two", "second-secret"),
                        certificate = TestCertificates.good,
                    )
                val third = LoopbackProxy(ProxyBehaviour.RequireCredentials("three", "third-secret"))
                first.use {
                    second.use {
                        third.use {
                            val urls =
                                listOf(
                                    first.url("one", "first-secret"),
                                    second.url("two", "second-secret"),
                                    third.url("three", "third-secret"),
                                )
                            behind(urls.joinToString("->"), secureTarget) { origin ->
                                repeat(3) { get(origin.url("/")).bodyAsText() shouldBe "hello" }
                                first.connections.accepted shouldBe 1
                                first.requests.map { it.target } shouldContainExactly listOf("localhost:${second.port}")
                                second.requests.map { it.target } shouldContainExactly listOf("127.0.0.1:${third.port}")
                                third.requests.map { it.method }.distinct() shouldContainExactly
                                    listOf(if (secureTarget) "CONNECT" else "GET")
                                origin.requests.forEach { it.header("Proxy-Authorization").shouldBeNull() }
                            }
                            listOf(first, second, third).forEach { it.connections.awaitOpen(0) }
                        }
                    }
                }
            }
        }

        test("a chain that breaks before its last proxy is at fault as a whole, whatever the status") {
            LoopbackProxy(ProxyBehaviour.Status(503)).use { first ->
                LoopbackProxy().use { second ->
                    behind("${first.url}->${second.url}") { origin ->
                        val error = shouldThrow<ProxyConnectionException> { get(origin.url("/")) }
                        val cause = error.cause.shouldBeInstanceOf<ProxyUnreachableException>()
                        cause.cause.shouldBeInstanceOf<ProxyRefusedException>().status shouldBe 503
                        cause.cause?.message.orEmpty() shouldContain "Proxy ${first.url} refused"
                        error.attempts.single().blame shouldBe Blame.PROXY
                        second.connections.accepted shouldBe 0
                    }
                }
            }
        }

        test("credentials that a proxy on the way refuses are told as those of the chain") {
            LoopbackProxy(ProxyBehaviour.RequireCredentials("one", "right-secret")).use { first ->
                LoopbackProxy().use { second ->
                    val chain = Proxy.parse("${first.url("one", "wrong-secret")}->${second.url}")
                    LoopbackOrigin().use { origin ->
                        ProxyRotator(listOf(chain)) { trustingAuthority() }.use { rotator ->
                            val error = shouldThrow<ProxyAuthenticationException> { rotator.get(origin.url("/")) }
                            error.proxyId shouldBe chain.id
                        }
                    }
                }
            }
        }

        test("E1 the same proxy reached over another way, or under another name, has connections of its own") {
            LoopbackProxy().use { first ->
                LoopbackProxy().use { last ->
                    LoopbackOrigin().use { origin ->
                        ProxyRotator(last.url, "${first.url}->${last.url}", last.url("a", "x"), last.url("b", "x")) {
                            trustingAuthority()
                        }.use { rotator ->
                            repeat(8) { rotator.get(origin.url("/")) }
                            withClue(last.requests.map { it.target }) { last.connections.accepted shouldBe 4 }
                        }
                    }
                }
            }
        }
    })

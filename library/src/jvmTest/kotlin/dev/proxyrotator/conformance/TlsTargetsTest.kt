package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.engine.TlsVersion
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.ServerTls
import dev.proxyrotator.testkit.TestCertificate
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.openTunnel
import dev.proxyrotator.testkit.patternedBytes
import dev.proxyrotator.testkit.secretUrl
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.call.body
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import java.security.MessageDigest
import java.util.Base64

private val trustsAuthority: TlsBuilder.() -> Unit = {
    trust(TestCertificates.authority.certificate.certificatePem)
}

/** https targets behind an HTTP proxy, and what is wrong with some of them. */
class TlsTargetsTest :
    FunSpec({
        /** One https origin with [certificate], asked through one proxy. */
        suspend fun behindProxy(
            certificate: TestCertificate,
            server: ServerTls = ServerTls(),
            tls: TlsBuilder.() -> Unit = trustsAuthority,
            block: suspend TlsFarm.() -> Unit,
        ) = LoopbackOrigin(certificate, server).use { origin ->
            LoopbackProxy().use { proxy ->
                ProxyRotator(proxy.secretUrl) {
                    tls(tls)
                    retry { maxAttempts = 1 }
                }.use { TlsFarm(origin, proxy, it).block() }
                proxy.connections.awaitOpen(0)
            }
        }

        listOf("EC" to TestCertificates.good, "RSA" to TestCertificates.goodRsa).forEach { (algorithm, certificate) ->
            listOf("TLSv1.3", "TLSv1.2").forEach { version ->
                test("an https target is asked inside a tunnel: $version, $algorithm") {
                    behindProxy(certificate, ServerTls(protocol = version)) {
                        rotator.get(origin.url("/bytes/300000?seed=1")).body<ByteArray>() shouldBe
                            patternedBytes(300_000, 1)
                        rotator.post(origin.url("/echo")) { setBody("x".repeat(300_000)) }.status.value shouldBe 200
                        proxy.requests.map { it.method } shouldContainExactly listOf("CONNECT")
                    }
                }
            }
        }

        val untrusted =
            mapOf(
                "for another name" to TestCertificates.wrongName,
                "that has expired" to TestCertificates.expired,
                "that is not valid yet" to TestCertificates.notYetValid,
                "of an unknown authority" to TestCertificates.unknown,
                "that vouches for itself" to TestCertificates.unknownAuthority.certificate,
                "with nothing but a common name" to TestCertificates.commonNameOnly,
            )
        untrusted.forEach { (name, certificate) ->
            test("D1, D3 a certificate $name is refused before a byte of the request is sent") {
                behindProxy(certificate) {
                    val error = shouldThrow<ProxyConnectionException> { rotator.get(origin.url("/")) }
                    error.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.TLS)
                    error.cause.shouldBeInstanceOf<ProxyTlsException>().isUntrusted shouldBe true
                    origin.requests.toList().shouldBeEmpty()
                    rotator.getPoolStats().healthyProxies shouldBe 1
                }
            }
        }

        test("D1 without trust of its own a rotator trusts the system's authorities alone") {
            behindProxy(TestCertificates.good, tls = {}) {
                shouldThrow<ProxyConnectionException> { rotator.get(origin.url("/")) }
                    .attempts
                    .map { it.failure } shouldContainExactly listOf(FailureKind.TLS)
            }
        }

        test("a rotator that verifies nothing takes any certificate") {
            behindProxy(TestCertificates.expired, tls = { verify = false }) {
                rotator.get(origin.url("/")).bodyAsText() shouldBe "hello"
            }
        }

        test("D4 an address is verified by the certificate's addresses alone, and a wildcard stands for one label") {
            behindProxy(TestCertificates.addressOnly) {
                rotator.get("https://127.0.0.1:${origin.port}/").bodyAsText() shouldBe "hello"
                shouldThrow<ProxyConnectionException> { rotator.get("https://localhost:${origin.port}/") }
            }
            behindProxy(TestCertificates.wildcard) {
                rotator.get("https://a.localhost:${origin.port}/").bodyAsText() shouldBe "hello"
                shouldThrow<ProxyConnectionException> { rotator.get("https://a.b.localhost:${origin.port}/") }
                shouldThrow<ProxyConnectionException> { rotator.get("https://localhost:${origin.port}/") }
            }
        }

        test("D9 a target that demands a client certificate gets the configured one") {
            val demanding = ServerTls(clientAuthority = TestCertificates.authority.certificate)
            behindProxy(TestCertificates.good, demanding, {
                trustsAuthority()
                clientCertificate(TestCertificates.client.chainPem, TestCertificates.client.privateKeyPem)
            }) {
                rotator.get(origin.url("/")).bodyAsText() shouldBe "hello"
            }
            behindProxy(TestCertificates.good, demanding) {
                shouldThrow<ProxyConnectionException> { rotator.get(origin.url("/")) }
                origin.requests.toList().shouldBeEmpty()
            }
        }

        test("D11 a target that answers the ClientHello in plain text is told as no TLS") {
            val portal =
                ScriptedServer {
                    readHead()
                    send("HTTP/1.1 200 Connection established\r\n\r\n")
                    send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nlogin")
                    awaitClose()
                }
            portal.use {
                ProxyRotator(portal.url) {
                    tls(trustsAuthority)
                    retry { maxAttempts = 1 }
                }.use { rotator ->
                    val error = shouldThrow<ProxyConnectionException> { rotator.get("https://localhost/") }
                    val cause = error.cause.shouldBeInstanceOf<ProxyTlsException>()
                    cause.message shouldContain "HTTP"
                    cause.isUntrusted shouldBe false
                }
            }
        }

        test("a pinned key is demanded beside a trusted certificate") {
            val digest =
                MessageDigest
                    .getInstance(
                        "SHA-256",
                    ).digest(TestCertificates.good.certificate.publicKey.encoded)
            val pin = "sha256/" + Base64.getEncoder().encodeToString(digest)
            behindProxy(TestCertificates.good, tls = {
                trustsAuthority()
                pin("localhost", pin)
            }) { rotator.get(origin.url("/")).attempts.size shouldBe 1 }
            behindProxy(TestCertificates.good, tls = {
                trustsAuthority()
                pin("localhost", "sha256/" + "A".repeat(43) + "=")
            }) {
                val error = shouldThrow<ProxyConnectionException> { rotator.get(origin.url("/")) }
                error.message shouldContain "pin"
            }
        }

        test("a target below the lowest version is refused") {
            behindProxy(TestCertificates.good, ServerTls(protocol = "TLSv1.2"), {
                trustsAuthority()
                minVersion = TlsVersion.TLS_1_3
            }) {
                shouldThrow<ProxyConnectionException> { rotator.get(origin.url("/")) }
                    .cause
                    .shouldBeInstanceOf<ProxyTlsException>()
            }
        }

        test("a tunnel is used again, also with a ticket or new keys between two requests") {
            behindProxy(TestCertificates.good) {
                repeat(20) { rotator.get(origin.url("/bytes/200000?seed=$it")).body<ByteArray>().size shouldBe 200_000 }
                proxy.requests.size shouldBe 1
                origin.connections.accepted shouldBe 1
            }
        }

        test("S0-14 a target that cannot be verified through one proxy is asked through another") {
            val tampering =
                ScriptedServer {
                    openTunnel(TestCertificates.unknown)
                    serve()
                }
            tampering.use {
                LoopbackProxy().use { good ->
                    LoopbackOrigin(TestCertificates.good).use { origin ->
                        ProxyRotator(tampering.secretUrl, good.secretUrl) { tls(trustsAuthority) }.use { rotator ->
                            val response = rotator.get(origin.url("/"))
                            withClue(response.attempts) {
                                response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.TLS, null)
                            }
                            tampering.requests.map { it.method } shouldContainExactly listOf("CONNECT")
                        }
                    }
                }
            }
        }

        listOf("TLSv1.3", "TLSv1.2").forEach { version ->
            test("D5 a body that ends with its connection needs an end that was said: $version") {
                cutTls(version, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf a bo", says = false) {
                    val error = shouldThrow<ProxyConnectionException> { get("https://localhost/") }
                    error.cause.shouldBeInstanceOf<ProxyConnectionLostException>()
                }
                cutTls(version, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\na whole body", says = true) {
                    get("https://localhost/").bodyAsText() shouldBe "a whole body"
                }
                cutTls(version, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", says = false) {
                    get("https://localhost/").bodyAsText() shouldBe "hello"
                }
            }

            test("D6 an end that was said before the promised length is a cut all the same: $version") {
                cutTls(version, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", says = true) {
                    val error = shouldThrow<ProxyConnectionException> { get("https://localhost/") }
                    error.cause.shouldBeInstanceOf<ProxyConnectionLostException>()
                }
            }
        }
    })

/** An https target behind a tunnel that answers [text] and goes, with a word of it in TLS if it [says] so. */
private suspend fun cutTls(
    version: String,
    text: String,
    says: Boolean,
    block: suspend ProxyRotator.() -> Unit,
) = ScriptedServer {
    openTunnel(TestCertificates.good, tls = ServerTls(protocol = version))
    readHead()
    send(text)
    if (says) closeSecurely()
}.use { server ->
    ProxyRotator(server.secretUrl) {
        tls(trustsAuthority)
        retry { maxAttempts = 1 }
    }.use { it.block() }
}

private class TlsFarm(
    val origin: LoopbackOrigin,
    val proxy: LoopbackProxy,
    val rotator: ProxyRotator,
)

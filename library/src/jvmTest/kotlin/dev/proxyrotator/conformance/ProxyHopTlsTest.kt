package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyConnectionLostException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.ScriptedServer
import dev.proxyrotator.testkit.ServerTls
import dev.proxyrotator.testkit.TestCertificate
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.rawResponse
import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.statement.bodyAsText

private const val TARGET = "http://a.test/"

private val trusting: TlsBuilder.() -> Unit = { trust(TestCertificates.authority.certificate.certificatePem) }

/** Behind an `https://` proxy that answers [text] and goes, with a word of it in TLS if it [says] so. */
private suspend fun cut(
    version: String,
    text: String,
    says: Boolean,
    block: suspend ProxyRotator.() -> Unit,
) = ScriptedServer {
    secure(TestCertificates.good, ServerTls(protocol = version))
    readHead()
    send(text)
    if (says) closeSecurely()
}.use { through("localhost:${it.port}", block) }

private suspend fun through(
    endpoint: String,
    block: suspend ProxyRotator.() -> Unit,
) = ProxyRotator("https://${Canary.USER_INFO}@$endpoint") {
    proxyTls(trusting)
    retry { maxAttempts = 1 }
}.use { it.block() }

/** What TLS with a target is held to, TLS with a proxy is held to as well. */
class ProxyHopTlsTest :
    FunSpec({
        listOf("TLSv1.3", "TLSv1.2").forEach { version ->
            test("D5 a body that a proxy ends with its connection needs an end that was said: $version") {
                cut(version, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf a bo", says = false) {
                    shouldThrow<ProxyConnectionException> { get(TARGET) }
                        .cause
                        .shouldBeInstanceOf<ProxyConnectionLostException>()
                }
                cut(version, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\na whole body", says = true) {
                    get(TARGET).bodyAsText() shouldBe "a whole body"
                }
                cut(version, rawResponse("hello"), says = false) { get(TARGET).bodyAsText() shouldBe "hello" }
            }

            test("D6 a proxy that says its end before the promised length has cut it all the same: $version") {
                cut(version, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", says = true) {
                    shouldThrow<ProxyConnectionException> { get(TARGET) }
                        .cause
                        .shouldBeInstanceOf<ProxyConnectionLostException>()
                }
            }
        }

        test("D4 a proxy's address is verified by the certificate's addresses alone, its name by the names") {
            suspend fun isAccepted(
                certificate: TestCertificate,
                host: String,
            ): Boolean =
                ScriptedServer {
                    secure(certificate)
                    serve()
                }.use { server ->
                    var accepted = true
                    through("$host:${server.port}") {
                        runCatching { get(TARGET) }.onFailure {
                            it.cause.shouldBeInstanceOf<ProxyTlsException>().isWithProxy shouldBe true
                            server.requests.toList().shouldBeEmpty()
                            accepted = false
                        }
                    }
                    accepted
                }
            isAccepted(TestCertificates.addressOnly, "127.0.0.1") shouldBe true
            isAccepted(TestCertificates.addressOnly, "localhost") shouldBe false
            isAccepted(TestCertificates.good, "localhost") shouldBe true
            isAccepted(TestCertificates.wildcard, "127.0.0.1") shouldBe false
        }
    })

package dev.proxyrotator.engine.tls

import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.clientCertificate
import dev.proxyrotator.clientCertificatePkcs12
import dev.proxyrotator.testkit.ServerTls
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.trust
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import java.security.cert.X509Certificate
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText

private fun shown(
    protocol: String,
    identity: TlsBuilder.() -> Unit,
): X509Certificate {
    val contexts =
        contexts {
            trust(authorityPem)
            identity()
        }
    val demanding = ServerTls(protocol, clientAuthority = TestCertificates.authority.certificate)
    val client = ClientEnd(contexts.engineFor("localhost", -1))
    val server = ServerEnd(TestCertificates.good.serverEngine(demanding))
    handshake(client, server)
    return server.engine.session.peerCertificates
        .first() as X509Certificate
}

private fun flaw(identity: TlsBuilder.() -> Unit): String =
    shouldThrow<IllegalArgumentException> {
        contexts(identity)
    }.also { it.cause.toString() shouldNotContain "hunter2" }.message!!

class ClientIdentityTest :
    FunSpec({
        val client = TestCertificates.client
        val clientRsa = TestCertificates.clientRsa

        listOf("TLSv1.3", "TLSv1.2").forEach { protocol ->
            test("D9 $protocol a client certificate is shown to a target that asks for one") {
                listOf(client, clientRsa).forEach {
                    shown(protocol) { clientCertificate(it.chainPem, it.privateKeyPem) } shouldBe it.certificate
                    shown(protocol) { clientCertificatePkcs12(it.pkcs12("hunter2"), "hunter2") } shouldBe it.certificate
                }
                val both = client.privateKeyPem + client.chainPem
                shown(protocol) { clientCertificate(both, both) } shouldBe client.certificate
            }
        }

        test("D9 a target that demands one refuses a client without") {
            val demanding = ServerTls("TLSv1.2", clientAuthority = TestCertificates.authority.certificate)
            val end = ClientEnd(contexts { trust(authorityPem) }.engineFor("localhost", -1))
            val server = ServerEnd(TestCertificates.good.serverEngine(demanding))
            shouldThrow<Exception> { handshake(end, server) }
            server.answer()
            val error = shouldThrow<TlsFailure> { end.receive(server.outbox.take()) }
            error.kind shouldBe TlsFailure.Kind.ALERT
            error.message shouldContain "alert"
        }

        test("D9 in TLS 1.3 the refusal comes after the handshake, and is an alert all the same") {
            val demanding = ServerTls("TLSv1.3", clientAuthority = TestCertificates.authority.certificate)
            val end = ClientEnd(contexts { trust(authorityPem) }.engineFor("localhost", -1))
            val server = ServerEnd(TestCertificates.good.serverEngine(demanding))
            shouldThrow<Exception> { handshake(end, server) }
            end.timesDone shouldBe 1
            server.answer()
            shouldThrow<TlsFailure> { end.receive(server.outbox.take()) }.kind shouldBe TlsFailure.Kind.ALERT
        }

        test("a key that is not the certificate's is refused, of the same kind or of another") {
            flaw { clientCertificate(client.chainPem, TestCertificates.good.privateKeyPem) } shouldContain
                "does not belong"
            flaw { clientCertificate(client.chainPem, clientRsa.privateKeyPem) } shouldContain "does not belong"
        }

        test("a chain in the wrong order is refused, saying which certificate is out of place") {
            val chain = authorityPem + client.certificatePem
            flaw { clientCertificate(chain, client.privateKeyPem) } shouldContain
                "certificate 2 did not issue certificate 1"
        }

        test("a certificate or a key that is Base64 but nothing else is refused by its number, and not shown") {
            val nonsense = "-----BEGIN CERTIFICATE-----\naHVudGVyMg==\n-----END CERTIFICATE-----\n"
            flaw { trust(authorityPem + nonsense) } shouldContain "tls { trust }: certificate 2 is not a valid X.509"
            flaw { clientCertificate(nonsense, client.privateKeyPem) } shouldContain
                "certificate 1 is not a valid X.509"
            val noKey = "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n"
            flaw { clientCertificate(client.chainPem, noKey) } shouldContain "not a valid PKCS#8 key"
        }

        test("a PKCS#12 store says whether the password, its form or its content is wrong") {
            val store = client.pkcs12("hunter2")
            flaw { clientCertificatePkcs12(store, "hunter3") } shouldContain "the password is wrong"
            flaw { clientCertificatePkcs12(store.copyOf(100), "hunter2") } shouldContain "not PKCS#12"
            flaw { clientCertificatePkcs12(ByteArray(0), "hunter2") } shouldContain "not PKCS#12"
        }

        test("certificates, keys and stores are read from files, whose names stand in errors") {
            val directory = tempdir().toPath()
            val authority = directory.resolve("authority.pem").also { it.writeText("# comment\n$authorityPem") }
            val chain = directory.resolve("client.pem").also { it.writeText(client.chainPem) }
            val key = directory.resolve("client.key").also { it.writeText(client.privateKeyPem) }
            val store = directory.resolve("client.p12").also { it.writeBytes(client.pkcs12("hunter2")) }
            contexts { trust(authority) }
            shown("TLSv1.3") { clientCertificate(chain, key) } shouldBe client.certificate
            shown("TLSv1.3") { clientCertificatePkcs12(store, "hunter2") } shouldBe client.certificate
            flaw { trust(key) } shouldContain "client.key: tls { trust }: "
            flaw { clientCertificate(key, chain) } shouldContain "client.key"
        }
    })

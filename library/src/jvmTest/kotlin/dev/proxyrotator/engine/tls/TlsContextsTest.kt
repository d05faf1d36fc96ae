package dev.proxyrotator.engine.tls

import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.engine.TlsVersion
import dev.proxyrotator.testkit.ServerTls
import dev.proxyrotator.testkit.TestCertificate
import dev.proxyrotator.testkit.TestCertificates
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import javax.net.ssl.ExtendedSSLSession
import javax.net.ssl.SNIHostName
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLEngine

internal fun contexts(configure: TlsBuilder.() -> Unit) =
    TlsContexts(TlsBuilder(TlsSettings()).apply(configure).build())

internal val authorityPem get() = TestCertificates.authority.certificate.certificatePem

private val trusting by lazy { contexts { trust(authorityPem) } }

private fun connect(
    server: TestCertificate,
    host: String = "localhost",
    contexts: TlsContexts = trusting,
    tls: ServerTls = ServerTls(),
): ServerEnd {
    val client = ClientEnd(contexts.engineFor(host, -1))
    val serverEnd = ServerEnd(server.serverEngine(tls))
    handshake(client, serverEnd)
    client.timesDone shouldBe 1
    return serverEnd
}

private fun failure(
    server: TestCertificate,
    host: String = "localhost",
    contexts: TlsContexts = trusting,
    tls: ServerTls = ServerTls(),
): TlsFailure = shouldThrow { connect(server, host, contexts, tls) }

/** Whether the server was content with a ticket, so that it did not show its certificate again. */
private fun resumes(
    contexts: TlsContexts,
    server: SSLContext,
    partition: Int,
    protocol: String,
    host: String = "localhost",
): Boolean {
    val client = ClientEnd(contexts.engineFor(host, partition))
    val serverEnd = ServerEnd(server.createSSLEngine().apply { enabledProtocols = arrayOf(protocol) })
    client.codec.begin(client)
    serverEnd.engine.useClientMode = false
    serverEnd.receive(client.outbox.take())
    val flight = serverEnd.outbox.take()
    client.receive(flight)
    exchange(client, serverEnd)
    client.timesDone shouldBe 1
    client.codec.close(client)
    val certificate = TestCertificates.good.certificate.encoded
    // In TLS 1.2 it is not encrypted, and a new ticket makes up for its length.
    return if (protocol == "TLSv1.2") certificate !in flight else flight.size < certificate.size
}

private operator fun ByteArray.contains(part: ByteArray): Boolean =
    String(part, Charsets.ISO_8859_1) in String(this, Charsets.ISO_8859_1)

private fun SSLEngine.serverNames() =
    (session as ExtendedSSLSession).requestedServerNames.map { (it as SNIHostName).asciiName }

class TlsContextsTest :
    FunSpec({
        test("a certificate of a trusted authority for this host is accepted, whatever the kind of its key") {
            connect(TestCertificates.good)
            connect(TestCertificates.goodRsa)
        }

        test("D1 a certificate for another name is refused as such") {
            val error = failure(TestCertificates.wrongName)
            error.kind shouldBe TlsFailure.Kind.WRONG_HOST
            error.kind.isVerification shouldBe true
            error.message shouldBe "the certificate is not for localhost"
        }

        test("D1 a certificate that has expired or is not valid yet is refused as such") {
            failure(TestCertificates.expired).kind shouldBe TlsFailure.Kind.EXPIRED
            failure(TestCertificates.notYetValid).kind shouldBe TlsFailure.Kind.NOT_YET_VALID
        }

        test("D1 a trusted certificate that has expired is refused all the same") {
            val expired = TestCertificates.expired
            val contexts = contexts { trust(expired.certificatePem) }
            failure(expired, contexts = contexts).kind shouldBe TlsFailure.Kind.EXPIRED
        }

        test("D1 a certificate that vouches for itself, or of an unknown authority, is not trusted") {
            failure(TestCertificates.authority.certificate).kind shouldBe TlsFailure.Kind.WRONG_HOST
            failure(TestCertificates.unknown).kind shouldBe TlsFailure.Kind.UNTRUSTED
            failure(TestCertificates.unknownAuthority.certificate).kind shouldBe TlsFailure.Kind.UNTRUSTED
        }

        test("D1 the server is told by an alert why it was refused") {
            val client = ClientEnd(trusting.engineFor("localhost", -1))
            val server = ServerEnd(TestCertificates.unknown.serverEngine())
            shouldThrow<TlsFailure> { handshake(client, server) }
            val alert = shouldThrow<Exception> { server.receive(client.outbox.take()) }
            alert.message shouldContain "certificate"
        }

        test("D4 an address matches an iPAddress only, a name a dNSName only") {
            connect(TestCertificates.addressOnly, "127.0.0.1")
            connect(TestCertificates.addressOnly, "::1")
            connect(TestCertificates.good, "127.0.0.1")
            failure(TestCertificates.good, "127.0.0.2").kind shouldBe TlsFailure.Kind.WRONG_HOST
            failure(TestCertificates.good, "::1").kind shouldBe TlsFailure.Kind.WRONG_HOST
            failure(TestCertificates.addressOnly, "localhost").kind shouldBe TlsFailure.Kind.WRONG_HOST
            failure(TestCertificates.wildcard, "127.0.0.1").kind shouldBe TlsFailure.Kind.WRONG_HOST
        }

        test("D4 a wildcard stands for one label") {
            connect(TestCertificates.wildcard, "a.localhost")
            listOf("localhost", "a.b.localhost", "alocalhost").forEach { host ->
                failure(TestCertificates.wildcard, host).kind shouldBe TlsFailure.Kind.WRONG_HOST
            }
        }

        test(
            "D4 a name with an underscore, which DNS has and the JDK does not know, is sent and verified all the same",
        ) {
            val client = ClientEnd(trusting.engineFor("a_b.localhost", -1))
            client.codec.begin(client)
            client.outbox.toString(Charsets.ISO_8859_1) shouldContain "a_b.localhost"
            val engine = trusting.engineFor("a_b.localhost", -1)
            // A server of the JDK would refuse the name, so there is no handshake to be had.
            val verification = ServerVerification(Pins.None) { AnyServer }
            verification.checkServerTrusted(TestCertificates.wildcard.chain.toTypedArray(), "UNKNOWN", engine)
            shouldThrow<CertificateRefusedException> {
                verification.checkServerTrusted(TestCertificates.good.chain.toTypedArray(), "UNKNOWN", engine)
            }.kind shouldBe TlsFailure.Kind.WRONG_HOST
        }

        test("D4 the common name does not count") {
            failure(TestCertificates.commonNameOnly).kind shouldBe TlsFailure.Kind.WRONG_HOST
        }

        test("D4 the name is sent in SNI without a trailing dot, an address is not") {
            connect(TestCertificates.good, "localhost").engine.serverNames() shouldBe listOf("localhost")
            connect(TestCertificates.good, "localhost.").engine.serverNames() shouldBe listOf("localhost")
            connect(TestCertificates.good, "127.0.0.1").engine.serverNames() shouldBe emptyList()
            connect(TestCertificates.addressOnly, "::1").engine.serverNames() shouldBe emptyList()
        }

        test("HTTP/1.1 is offered by ALPN, and nothing else") {
            val client = ClientEnd(trusting.engineFor("localhost", -1))
            val server = ServerEnd(TestCertificates.good.serverEngine())
            var offered: List<String> = emptyList()
            server.engine.setHandshakeApplicationProtocolSelector {
                _,
                protocols,
                ->
                protocols.also { offered = it }.last()
            }
            handshake(client, server)
            offered shouldBe listOf("http/1.1")
        }

        test("verify = false accepts everything") {
            val careless = contexts { verify = false }
            listOf(TestCertificates.unknown, TestCertificates.expired, TestCertificates.wrongName).forEach {
                connect(it, contexts = careless)
            }
        }

        test("trust replaces the system's certificates unless they are asked for besides") {
            failure(TestCertificates.good, contexts = contexts { }).kind shouldBe TlsFailure.Kind.UNTRUSTED
            val both =
                contexts {
                    trust(authorityPem)
                    trustSystem = true
                }
            connect(TestCertificates.good, contexts = both)
            platformTrust(emptyList(), withSystem = true).acceptedIssuers.isNotEmpty() shouldBe true
            val own = TestCertificates.authority.certificate.certificate
            platformTrust(listOf(own), withSystem = false).acceptedIssuers.toList() shouldBe listOf(own)
        }

        test("a certificate of the target itself can be trusted, and then no other of its authority") {
            val contexts = contexts { trust(TestCertificates.good.certificatePem) }
            connect(TestCertificates.good, contexts = contexts)
            failure(TestCertificates.goodRsa, contexts = contexts).kind shouldBe TlsFailure.Kind.UNTRUSTED
        }

        test("a lowest version of 1.3 refuses 1.2") {
            val strict =
                contexts {
                    trust(authorityPem)
                    minVersion = TlsVersion.TLS_1_3
                }
            connect(TestCertificates.good, contexts = strict, tls = ServerTls("TLSv1.3"))
            shouldThrow<Exception> { connect(TestCertificates.good, contexts = strict, tls = ServerTls("TLSv1.2")) }
            connect(TestCertificates.good, tls = ServerTls("TLSv1.2")).engine.session.protocol shouldBe "TLSv1.2"
        }

        listOf("TLSv1.3", "TLSv1.2").forEach { protocol ->
            test("A12 $protocol sessions are resumed within a partition and never across two") {
                val contexts = contexts { trust(authorityPem) }
                val server = TestCertificates.good.newServerContext(null)
                resumes(contexts, server, partition = 1, protocol) shouldBe false
                resumes(contexts, server, partition = 1, protocol) shouldBe true
                resumes(contexts, server, partition = 2, protocol) shouldBe false
                resumes(contexts, server, partition = 2, protocol) shouldBe true
                resumes(contexts, server, partition = 1, protocol, host = "127.0.0.1") shouldBe false
                repeat(2) { resumes(contexts, server, partition = -1, protocol) shouldBe false }
                repeat(2) { resumes(contexts, server, partition = -7, protocol) shouldBe false }
            }

            test("E5 $protocol sessions are not shared between settings") {
                val server = TestCertificates.good.newServerContext(null)
                resumes(contexts { trust(authorityPem) }, server, partition = 1, protocol) shouldBe false
                resumes(contexts { trust(authorityPem) }, server, partition = 1, protocol) shouldBe false
            }
        }
    })

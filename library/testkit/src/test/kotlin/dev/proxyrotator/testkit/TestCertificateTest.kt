package dev.proxyrotator.testkit

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import java.security.KeyStore
import java.security.cert.CertificateException

class TestCertificateTest :
    FunSpec({
        val certificate = SelfSignedCertificate.shared

        test("a certificate comes as PEM and as PKCS#12, with its key") {
            certificate.certificatePem shouldStartWith "-----BEGIN CERTIFICATE-----\n"
            certificate.chainPem shouldBe certificate.certificatePem
            certificate.privateKeyPem shouldStartWith "-----BEGIN PRIVATE KEY-----\n"
            val store = KeyStore.getInstance("PKCS12")
            store.load(certificate.pkcs12("changeit").inputStream(), "changeit".toCharArray())
            store.getKey("key", "changeit".toCharArray()) shouldBe certificate.privateKey
        }

        test("who trusts one certificate does not trust another") {
            val other = SelfSignedCertificate.create("api.example.com")
            certificate.trustManager.checkServerTrusted(certificate.chain.toTypedArray(), "EC")
            shouldThrow<CertificateException> {
                certificate.trustManager.checkServerTrusted(other.chain.toTypedArray(), "EC")
            }
            other.certificate.subjectAlternativeNames.map { it[1] } shouldBe
                listOf("localhost", "127.0.0.1", "api.example.com")
        }

        test("the server's end of a connection is as it was asked for") {
            val engine = certificate.serverEngine(ServerTls("TLSv1.3", clientAuthority = certificate))
            certificate.serverEngine().needClientAuth shouldBe false
            engine.useClientMode shouldBe false
            engine.needClientAuth shouldBe true
            engine.enabledProtocols.toList() shouldBe listOf("TLSv1.3")
        }
    })

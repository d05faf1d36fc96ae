package dev.proxyrotator.engine.tls

import dev.proxyrotator.testkit.TestCertificate
import dev.proxyrotator.testkit.TestCertificates
import io.kotest.assertions.throwables.shouldNotThrowAny
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

private val authority get() = TestCertificates.authority.certificate

private fun connect(
    pinned: String,
    pin: TestCertificate,
    host: String = "localhost",
    server: TestCertificate = TestCertificates.good,
) {
    val contexts =
        contexts {
            trust(authorityPem)
            pin(pinned, pin.certificate.pin())
        }
    val client = ClientEnd(contexts.engineFor(host, -1))
    handshake(client, ServerEnd(server.serverEngine()))
    client.timesDone shouldBe 1
}

class KeyPinsTest :
    FunSpec({
        test("a pinned key of the target or of its authority is accepted") {
            connect("localhost", TestCertificates.good)
            connect("localhost", authority)
            connect("localhost", TestCertificates.goodRsa, server = TestCertificates.goodRsa)
            connect("LOCALHOST.", authority)
            connect("127.0.0.1", authority, host = "127.0.0.1")
        }

        test("a verified chain without a pinned key is refused as such") {
            val error = shouldThrow<TlsFailure> { connect("localhost", TestCertificates.unknown) }
            error.kind shouldBe TlsFailure.Kind.WRONG_PIN
            error.kind.isVerification shouldBe true
            error.message shouldContain "localhost"
        }

        test("pins of one host say nothing about another, and those of a wildcard nothing about two labels") {
            connect("other.example", TestCertificates.unknown)
            shouldThrow<TlsFailure> { connect("localhost", TestCertificates.unknown, host = "LocalHost.") }
            connect("*.localhost", TestCertificates.unknown)
            connect("*.localhost", TestCertificates.wildcard, host = "a.localhost", server = TestCertificates.wildcard)
            shouldThrow<TlsFailure> {
                connect(
                    "*.localhost",
                    TestCertificates.unknown,
                    host = "a.localhost",
                    server = TestCertificates.wildcard,
                )
            }.kind shouldBe TlsFailure.Kind.WRONG_PIN
        }

        test("a pin does not stand in for trust") {
            val unknown = TestCertificates.unknown
            shouldThrow<TlsFailure> { connect("localhost", unknown, server = unknown) }.kind shouldBe
                TlsFailure.Kind.UNTRUSTED
        }

        test("a pinned certificate that is sent along but vouches for nothing does not count") {
            val stranger = TestCertificates.unknownAuthority.certificate
            val pins = Pins.None.plus("localhost", listOf(stranger.certificate.pin()))
            val chain = TestCertificates.good.chain + stranger.certificate
            shouldThrow<CertificateRefusedException> {
                pins.check("localhost", chain) { listOf(authority.certificate) }
            }.kind shouldBe TlsFailure.Kind.WRONG_PIN
        }

        test("a certificate that is trusted itself is the whole chain") {
            val good = TestCertificates.good
            val pins = Pins.None.plus("localhost", listOf(good.certificate.pin()))
            shouldNotThrowAny { pins.check("localhost", good.chain) { listOf(good.certificate) } }
            val above = Pins.None.plus("localhost", listOf(authority.certificate.pin()))
            shouldThrow<CertificateRefusedException> {
                above.check(
                    "localhost",
                    good.chain,
                ) { listOf(good.certificate) }
            }
        }
    })

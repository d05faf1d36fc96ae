package dev.proxyrotator.engine

import dev.proxyrotator.TlsBuilder
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

private const val CERTIFICATE = "-----BEGIN CERTIFICATE-----\naHVudGVyMg==\n-----END CERTIFICATE-----\n"
private const val KEY = "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n"
private const val PIN = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

private fun settings(
    defaults: TlsSettings = TlsSettings(),
    configure: TlsBuilder.() -> Unit,
) = TlsBuilder(defaults).apply(configure).build()

class TlsSettingsTest :
    FunSpec({
        test("by default the system is trusted, nothing is pinned or shown, and 1.2 is the lowest version") {
            val settings = settings { }
            settings.verify shouldBe true
            settings.trustSystem shouldBe true
            settings.minVersion shouldBe TlsVersion.TLS_1_2
            settings.clientIdentity shouldBe null
            settings.pins shouldBe emptyMap()
            settings.extras shouldBe emptyList()
        }

        test("trust replaces the system's certificates, unless they are wanted too") {
            settings { trust(CERTIFICATE) }.trustSystem shouldBe false
            settings {
                trust(CERTIFICATE)
                trustSystem = true
            }.trustSystem shouldBe true
            settings { trustSystem = false }.trustSystem shouldBe true
        }

        test("a second block adds to the first") {
            val first = settings { trust(CERTIFICATE) }
            val second =
                settings(first) {
                    trust(CERTIFICATE)
                    pin("a.example", PIN)
                }
            second.trust.size shouldBe 2
            second.trustSystem shouldBe false
            settings(second) { minVersion = TlsVersion.TLS_1_3 }.extras shouldBe listOf("minVersion", "trust", "pin")
        }

        test("verify = false together with what could only be verified is an error") {
            listOf<TlsBuilder.() -> Unit>({ trust(CERTIFICATE) }, { pin("a.example", PIN) }).forEach { other ->
                val error =
                    shouldThrow<IllegalArgumentException> {
                        settings {
                            verify = false
                            other()
                        }
                    }
                error.message shouldContain "verify = false"
            }
        }

        test("a key among trusted certificates is refused") {
            shouldThrow<IllegalArgumentException> { settings { trust(CERTIFICATE + KEY) } }.message shouldContain
                "private key"
        }

        test("an error names its setting") {
            val errors =
                listOf<TlsBuilder.() -> Unit>(
                    { trust("hunter2") },
                    { clientCertificate("hunter2", KEY) },
                    { clientCertificate(CERTIFICATE, "hunter2") },
                    { pin("a.example", "md5/1") },
                ).map { shouldThrow<IllegalArgumentException> { settings(configure = it) }.message.orEmpty() }
            errors.map { it.substringBefore(": ") } shouldBe
                listOf(
                    "tls { trust }",
                    "tls { clientCertificate }, the certificate",
                    "tls { clientCertificate }, the key",
                    "tls { pin }",
                )
            errors.forEach { it shouldNotContain "hunter2" }
        }

        test("settings print without keys and passwords") {
            val settings = settings { clientCertificate(CERTIFICATE, KEY) }
            val other = settings { clientCertificatePkcs12(ByteArray(1), "hunter2") }
            settings.toString() shouldNotContain "aHVudGVyMg"
            settings.toString() shouldContain "clientIdentity=***"
            other.toString() shouldNotContain "hunter2"
            other.clientIdentity.toString() shouldBe "***"
        }

        test("what is given is copied") {
            val store = byteArrayOf(1)
            val settings = settings { clientCertificatePkcs12(store, "") }
            store[0] = 2
            (settings.clientIdentity as ClientIdentity.Pkcs12).bytes.single() shouldBe 1.toByte()
        }
    })

package dev.proxyrotator.engine.tls

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

private fun block(
    label: String,
    content: String = "aHVudGVyMg==",
) = "-----BEGIN $label-----\n$content\n-----END $label-----\n"

private fun flaw(block: () -> Unit): String = shouldThrow<IllegalArgumentException>(block).message.orEmpty()

class PemTest :
    FunSpec({
        test("blocks are read in order, whatever stands around them and however lines end") {
            val text =
                "subject=CN = a\n" + block("CERTIFICATE", "aHVu\r\ndGVyMg==") + "\r\n# key\r\n" + block("PRIVATE KEY")
            val blocks = readPem(text)
            blocks.map { it.label } shouldBe listOf("CERTIFICATE", "PRIVATE KEY")
            blocks.map { it.bytes().decodeToString() } shouldBe listOf("hunter2", "hunter2")
            readCertificates(text).size shouldBe 1
            readPrivateKey(text).decodeToString() shouldBe "hunter2"
        }

        test("text without a block is told from DER") {
            listOf("", "hunter2", "0\u0082\u0003", "-----BEGIN -----", "-----BEGIN CERTIFICATE").forEach { text ->
                flaw { readPem(text) } shouldContain "openssl x509 -inform der"
            }
        }

        test("a block that was cut is named") {
            val cut = block("CERTIFICATE") + "-----BEGIN CERTIFICATE-----\naHVu"
            flaw { readPem(cut) } shouldContain "block 2 (CERTIFICATE)"
            flaw { readPem(cut + "\n" + block("CERTIFICATE")) } shouldContain "block 2 (CERTIFICATE)"
            flaw { readPem("-----BEGIN CERTIFICATE-----\naHVu\n-----END PRIVATE KEY-----") } shouldContain
                "no -----END CERTIFICATE-----"
        }

        test("content that is not Base64 is refused by its number and never quoted") {
            val message = flaw { readCertificates(block("CERTIFICATE") + block("CERTIFICATE", "hunter2!")) }
            message shouldContain "block 2 (CERTIFICATE) is not valid Base64"
            message shouldNotContain "hunter2"
        }

        test("text without a certificate or without a key is refused") {
            flaw { readCertificates(block("PRIVATE KEY")) } shouldContain "no -----BEGIN CERTIFICATE-----"
            flaw { readPrivateKey(block("CERTIFICATE")) } shouldContain "no -----BEGIN PRIVATE KEY-----"
        }

        test("a key of another form says how to convert it") {
            listOf("RSA PRIVATE KEY", "EC PRIVATE KEY").forEach { label ->
                val message = flaw { readPrivateKey(block(label)) }
                message shouldContain label
                message shouldContain "openssl pkcs8 -topk8 -nocrypt"
            }
            val old = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\naHVu"
            flaw { readPrivateKey(block("RSA PRIVATE KEY", old)) } shouldContain "openssl pkcs8 -topk8 -nocrypt"
            flaw { readPrivateKey(block("ENCRYPTED PRIVATE KEY")) } shouldContain "openssl pkcs8 -in"
        }

        test("two keys leave in doubt which one is meant") {
            flaw { readPrivateKey(block("PRIVATE KEY") + block("PRIVATE KEY")) } shouldContain "2 private keys"
        }
    })

package dev.proxyrotator.testkit

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import kotlin.io.encoding.Base64

private const val MARK = "x7k2pq9rt0"

private val watch = CanaryWatch(mapOf("password" to MARK))

private fun text(suffix: String) = "in front $suffix behind"

class CanaryWatchTest :
    FunSpec({
        test("B4 a secret is found as it is, in any case and inside another word") {
            listOf(MARK, MARK.uppercase(), "a${MARK}b").forEach { watch.find(text(it)) shouldBe "the password" }
        }

        test("B5 a secret is found reversed, in hexadecimal and percent-encoded") {
            watch.find(text(MARK.reversed())) shouldBe "the password, reversed"
            val bytes = MARK.encodeToByteArray()
            watch.find(text(bytes.toHexString())) shouldBe "the password, in hexadecimal"
            watch.find(text(bytes.joinToString("") { "%" + byteArrayOf(it).toHexString().uppercase() })) shouldBe
                "the password, percent-encoded"
        }

        test("B5 a secret is found in base64 at each alignment, with any neighbours and in either alphabet") {
            listOf(Base64, Base64.UrlSafe).forEach { base64 ->
                (0..4).forEach { before ->
                    listOf("", "\u0000", "~~~~", "üüü").forEach { behind ->
                        val encoded = base64.encode(("~".repeat(before) + MARK + behind).encodeToByteArray())
                        watch.find(text(encoded)) shouldBe "the password, in base64 behind 3n+${before % 3} bytes"
                    }
                }
            }
        }

        test("B5 either half of what Basic sends is found in it") {
            val sent = Base64.encode("${Canary.USERNAME}:${Canary.PASSWORD}".encodeToByteArray())
            Canary.watch.find("Basic $sent")!! shouldContain "the user name, in base64"
            val password = Base64.encode(":${Canary.PASSWORD}".encodeToByteArray())
            Canary.watch.find(password)!! shouldContain "the password, in base64"
        }

        test("B4 what is not there is not found, and what is told of a find does not tell the secret") {
            listOf("", MARK.dropLast(1), MARK.drop(1), Base64.encode(MARK.drop(1).encodeToByteArray())).forEach {
                watch.find(it) shouldBe null
            }
            watch.find(MARK)!! shouldNotContain MARK
            listOf(Canary.USERNAME, Canary.PASSWORD, Canary.USER_INFO, Canary.TOKEN).forEach {
                Canary.watch.find(it)!! shouldContain "the "
            }
        }
    })

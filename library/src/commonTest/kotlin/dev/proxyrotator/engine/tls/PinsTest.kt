package dev.proxyrotator.engine.tls

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

private const val A = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
private const val B = "sha256/AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="

class PinsTest :
    FunSpec({
        test("pins of several calls add up, and hosts are compared in their normal form") {
            val pins = Pins.None.plus("Example.COM.", listOf(A)).plus("example.com", listOf(B))
            pins.byHost shouldBe mapOf("example.com" to setOf(A, B))
            pins.of("example.com") shouldBe setOf(A, B)
            pins.of("www.example.com") shouldBe emptySet()
        }

        test("a wildcard stands for one label, and its pins add to those of the host") {
            val pins = Pins.None.plus("*.example.com", listOf(A)).plus("www.example.com", listOf(B))
            pins.of("www.example.com") shouldBe setOf(A, B)
            pins.of("api.example.com") shouldBe setOf(A)
            listOf("example.com", "a.b.example.com", "xexample.com", ".example.com").forEach { host ->
                pins.of(host) shouldBe emptySet()
            }
        }

        test("an international name and an IPv6 address have one form too") {
            Pins.None.plus("*.bücher.example", listOf(A)).of("www.xn--bcher-kva.example") shouldBe setOf(A)
            Pins.None.plus("[0:0:0:0:0:0:0:1]", listOf(A)).of("::1") shouldBe setOf(A)
        }

        test("a malformed host is refused") {
            listOf("", "*.", "*", "*.*.example.com", "www.*.com", "https://example.com", "a b").forEach { host ->
                shouldThrow<IllegalArgumentException> { Pins.None.plus(host, listOf(A)) }.message shouldContain "pin("
            }
        }

        test("a malformed pin is refused, saying what one looks like") {
            val malformed =
                listOf("", A.removePrefix("sha256/"), A.replace("256", "1"), A.dropLast(1), A.dropLast(5), "sha256/$A")
            malformed.forEach { pin ->
                shouldThrow<IllegalArgumentException> { Pins.None.plus("a.example", listOf(pin)) }.message shouldContain
                    "sha256/"
            }
            shouldThrow<IllegalArgumentException> { Pins.None.plus("a.example", emptyList()) }
        }
    })

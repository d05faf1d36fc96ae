package dev.proxyrotator.engine.http1

import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.map
import io.kotest.property.checkAll
import io.ktor.http.URLBuilder
import io.ktor.http.URLProtocol
import io.ktor.http.Url

class AuthorityTest :
    FunSpec({
        test("a URL gives host, port and whether it is secure") {
            data class Case(
                val url: String,
                val host: String,
                val hostHeader: String,
                val connectTarget: String,
            )
            listOf(
                Case("http://a.test", "a.test", "a.test", "a.test:80"),
                Case("https://a.test/x?y#z", "a.test", "a.test", "a.test:443"),
                Case("http://a.test:80", "a.test", "a.test", "a.test:80"),
                Case("http://a.test:443", "a.test", "a.test:443", "a.test:443"),
                Case("https://a.test:80", "a.test", "a.test:80", "a.test:80"),
                Case("http://a.test:8080", "a.test", "a.test:8080", "a.test:8080"),
                Case("http://A.TEST.", "a.test", "a.test", "a.test:80"),
                Case("http://bücher.test", "xn--bcher-kva.test", "xn--bcher-kva.test", "xn--bcher-kva.test:80"),
                Case("http://192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1:80"),
                Case("https://[2001:DB8::0:1]", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443"),
                Case("http://[2001:db8::1]:81", "2001:db8::1", "[2001:db8::1]:81", "[2001:db8::1]:81"),
                Case("http://user:secret@a.test:81", "a.test", "a.test:81", "a.test:81"),
            ).forEach { case ->
                withClue(case.url) {
                    val authority = Authority.of(Url(case.url))
                    authority.host shouldBe case.host
                    authority.hostHeader shouldBe case.hostHeader
                    authority.connectTarget shouldBe case.connectTarget
                    authority.isSecure shouldBe case.url.startsWith("https")
                    authority.toString() shouldBe case.connectTarget
                }
            }
        }

        test("E2 one target is one authority however it is written, and scheme and port are part of it") {
            Authority.of(Url("https://A.test.")) shouldBe Authority.of(Url("https://a.test:443/x"))
            Authority.of(Url("https://A.test.")).hashCode() shouldBe Authority.of(Url("https://a.test")).hashCode()
            Authority.of(Url("https://a.test")) shouldNotBe Authority.of(Url("http://a.test"))
            Authority.of(Url("https://a.test:80")) shouldNotBe Authority.of(Url("http://a.test:80"))
            Authority.of(Url("http://a.test:80")) shouldNotBe Authority.of(Url("http://a.test:81"))
            Authority.of(Url("http://a.test")) shouldNotBe Authority.of(Url("http://b.test"))
        }

        test("C2 a host that might be read in two ways is refused, and the error shows no user info") {
            listOf(
                "a b",
                "a\\b",
                "a@b",
                "a%00b",
                "a%62",
                "１２７.0.0.1",
                "127.1",
                "0x7f.1",
                "2130706433",
                "-a",
                "a..b",
                "a_\u0000",
                "a\r\nb",
                "[fe80::1%eth0]",
                "[::1",
                "",
                "a/b",
                "a?b",
                "a#b",
                "a:b",
                "\u212a.test",
                "a".repeat(64),
                "a.".repeat(127) + "aa",
            ).forEach { host ->
                withClue(host) {
                    val url = URLBuilder(protocol = URLProtocol.HTTP, host = host, user = "user", password = "secret")
                    val error =
                        shouldThrow<IllegalArgumentException> {
                            normalHost(host, "The host of the request's URL")
                            Authority.of(url.build())
                        }
                    error.message.orEmpty() shouldNotContain "secret"
                    error.message.orEmpty() shouldContain "The host of the request's URL"
                }
            }
        }

        test("only http and https are requested") {
            listOf("ws://a.test", "ftp://a.test", "socks://a.test").forEach {
                shouldThrow<IllegalArgumentException> { Authority.of(Url(it)) }.message shouldContain "http"
            }
        }

        test("the short way for plain names gives what the long way gives") {
            val pieces =
                Arb.element(
                    "a",
                    "z",
                    "0",
                    "9",
                    "-",
                    ".",
                    "A",
                    "_",
                    "xn--",
                    "1.2",
                    "0x",
                    "é",
                    "a".repeat(60),
                    "aa.b",
                )
            checkAll(3000, Arb.list(pieces, 0..8).map { it.joinToString("") }) { text ->
                val short = runCatching { normalHost(text, "The host") }.getOrNull()
                short shouldBe readHost(text).valueOrNull
            }
        }
    })

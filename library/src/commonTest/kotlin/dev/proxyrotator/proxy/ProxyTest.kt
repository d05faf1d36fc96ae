package dev.proxyrotator.proxy

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

class ProxyTest :
    FunSpec({
        test("S0-8: a proxy is made from a URL, a user name and a password, and prints neither") {
            val proxy = Proxy("http://proxy.example:8080", username = "alice", password = "s3cret")
            proxy.credentials shouldBe ProxyCredentials("alice", "s3cret")
            proxy.toString() shouldBe "http://***@proxy.example:8080"
            proxy.redactedUrl shouldBe proxy.toString()
            proxy.urlWithCredentials() shouldBe "http://alice:s3cret@proxy.example:8080"
        }

        test("S0-8: credentials in the URL and beside it contradict each other") {
            val error = shouldThrow<ProxyValidationException> { Proxy("http://a:b@proxy.example", "alice", "s3cret") }
            error.redactedInput shouldBe "http://***@proxy.example:80"
        }

        test("a proxy is made from its parts") {
            Proxy.of(ProxyScheme.HTTPS, "Proxy.Example").toString() shouldBe "https://proxy.example:443"
            Proxy.of(ProxyScheme.SOCKS5, "2001:db8::1", 9050).toString() shouldBe "socks5://[2001:db8::1]:9050"
        }

        test("S0-6: parts that cannot be used are refused without being shown") {
            val whole =
                shouldThrow<ProxyValidationException> { Proxy.of(ProxyScheme.HTTP, "alice:s3cret@proxy.example") }
            whole.message.orEmpty() shouldNotContain "s3cret"
            whole.message.orEmpty() shouldNotContain "alice"
            listOf(0, -1, 65536).forEach { port ->
                shouldThrow<ProxyValidationException> { Proxy.of(ProxyScheme.HTTP, "proxy.example", port) }
                    .reason shouldContain "1 to 65535"
            }
        }

        test("the identity is scheme, host, port and credentials, however they were written") {
            val proxy = Proxy.parse("http://al%69ce:word@BÜCHER.example.:80/")
            val same = Proxy.parse("xn--bcher-kva.example:80:alice:word")
            same shouldBe proxy
            same.hashCode() shouldBe proxy.hashCode()
            same.id shouldBe proxy.id
            same.withWeight(2.0) shouldBe proxy
            listOf(
                "https://alice:word@bücher.example:80",
                "http://alice:word@bücher.example:81",
                "http://alice:word@buecher.example:80",
                "http://alice:Word@bücher.example:80",
                "http://bücher.example:80",
            ).map { Proxy.parse(it) }.forEach { other ->
                other shouldNotBe proxy
                other.id shouldNotBe proxy.id
            }
            Proxy.parse("socks5://192.0.2.1") shouldNotBe Proxy.parse("socks5h://192.0.2.1")
        }

        test("credentials and weight are replaced in a copy") {
            val proxy = Proxy.parse("http://proxy.example:80").withWeight(2.5)
            proxy.withCredentials("u", "p").credentials shouldBe ProxyCredentials("u", "p")
            proxy.withCredentials("u", "p").weight shouldBe 2.5
            proxy.withCredentials("u", "p").withoutCredentials() shouldBe proxy
            Proxy.parse("http://proxy.example").weight shouldBe 1.0
        }

        test("a weight is above zero, finite and at most a million") {
            val proxy = Proxy.parse("http://proxy.example")
            proxy.withWeight(1e6).weight shouldBe 1e6
            listOf(0.0, -0.0, -1.0, 1e6 + 1, Double.NaN, Double.POSITIVE_INFINITY).forEach {
                shouldThrow<ProxyValidationException> { proxy.withWeight(it) }
            }
        }

        test("credentials print as *** and are compared by value") {
            ProxyCredentials("alice", "s3cret").toString() shouldBe "***"
            ProxyCredentials("a", "b") shouldBe ProxyCredentials("a", "b")
            ProxyCredentials("a", "b").hashCode() shouldBe ProxyCredentials("a", "b").hashCode()
            ProxyCredentials("a", "b") shouldNotBe ProxyCredentials("a", "B")
            ProxyCredentials("a", "b") shouldNotBe ProxyCredentials("A", "b")
        }

        test("credentials hold no control characters and are not both empty") {
            listOf("a\r", "a\n", "\u0000", "\u007f", "\u0085", "\ud800").forEach {
                shouldThrow<ProxyValidationException> { ProxyCredentials(it, "word") }
                shouldThrow<ProxyValidationException> { ProxyCredentials("user", it) }
            }
            shouldThrow<ProxyValidationException> { ProxyCredentials("", "") }
            ProxyCredentials("user", "").password shouldBe ""
            ProxyCredentials("", "word").username shouldBe ""
        }

        test("what a user name may be depends on the scheme") {
            val http = Proxy.parse("http://proxy.example")
            val socks = Proxy.parse("socks5://proxy.example")
            shouldThrow<ProxyValidationException> { http.withCredentials("a:b", "word") }
            socks.withCredentials("a:b", "é".repeat(127)).credentials?.username shouldBe "a:b"
            shouldThrow<ProxyValidationException> { socks.withCredentials("user", "é".repeat(128)) }
            shouldThrow<ProxyValidationException> { socks.withCredentials("u".repeat(256), "word") }
            http
                .withCredentials("u".repeat(10_000), "word")
                .credentials
                ?.username
                ?.length shouldBe 10_000
        }
    })

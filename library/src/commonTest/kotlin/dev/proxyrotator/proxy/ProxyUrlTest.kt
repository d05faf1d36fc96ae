package dev.proxyrotator.proxy

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

class ProxyUrlTest :
    FunSpec({
        test("each scheme is read in any case and brings its default port") {
            (ProxyScheme.entries - ProxyScheme.DIRECT).forEach { scheme ->
                val proxy = Proxy.parse("${scheme.urlName.uppercase()}://proxy.example")
                proxy.scheme shouldBe scheme
                proxy.port shouldBe scheme.defaultPort
            }
        }

        test("S0-41: credentials in the URL are percent-decoded exactly once, as UTF-8") {
            val credentials = Proxy.parse("http://us%40er:p%3A%2F%23%c3%a9%2541@proxy.example:8080").credentials
            credentials shouldBe ProxyCredentials("us@er", "p:/#é%41")
        }

        test("S0-41: a raw @ in the credentials is refused with the column and the way to write it") {
            val error = refusal("http://user:p@ss@proxy.example:8080")
            error.position shouldBe "http://user:p".length
            error.reason shouldContain "%40"
        }

        test("S0-41: a raw colon belongs to the password") {
            Proxy.parse("http://user:a:b@proxy.example:80").credentials shouldBe ProxyCredentials("user", "a:b")
        }

        test("a plus sign is a plus sign") {
            Proxy.parse("http://a+b:c+d@proxy.example").credentials shouldBe ProxyCredentials("a+b", "c+d")
        }

        test("a user name alone has an empty password, and a password alone an empty user name") {
            Proxy.parse("http://user@proxy.example").credentials shouldBe ProxyCredentials("user", "")
            Proxy.parse("http://:word@proxy.example").credentials shouldBe ProxyCredentials("", "word")
        }

        test("a trailing slash and surrounding white space are accepted") {
            Proxy.parse(" \thttp://proxy.example:8080/\r\n").toString() shouldBe "http://proxy.example:8080"
        }

        test("an IPv6 literal stands in brackets and keeps its zone") {
            Proxy.parse("socks5://[2001:DB8:0:0::1]:1080").host shouldBe "2001:db8::1"
            val zoned = Proxy.parse("http://[fe80::1%25eth0]:8080")
            zoned.host shouldBe "fe80::1%eth0"
            zoned.toString() shouldBe "http://[fe80::1%25eth0]:8080"
        }

        test("S0-6: an invalid URL gives the reason, the column and the redacted input") {
            val error = refusal("  http://user:100%@proxy.example:8080")
            error.reason shouldContain "escape"
            error.position shouldBe "  http://user:100".length
            error.redactedInput shouldBe "http://***@proxy.example:8080"
            error.message shouldBe "Invalid proxy '${error.redactedInput}' at column 18: ${error.reason}"
        }

        test("S0-6: each kind of invalid URL points at the fault") {
            mapOf(
                "http://" to 7,
                "http://proxy.example:" to 21,
                "http://proxy.example:0" to 21,
                "http://proxy.example:65536" to 21,
                "http://proxy.example:080" to 21,
                "http://proxy.example:+80" to 21,
                "http://proxy.example:８０" to 21,
                "http://proxy.example:80/path" to 23,
                "http://proxy.example?q" to 20,
                "http://proxy.example#f" to 20,
                "http://proxy.example//" to 20,
                "http://u:p/w@proxy.example" to 10,
                "http://proxy .example" to 12,
                "http://proxy.\u0000example" to 13,
                "http://us%zzer:p@proxy.example" to 9,
                "http://us%4" to 9,
                "http://user:p%ff@proxy.example" to 13,
                "http://user:p%C3%28@proxy.example" to 13,
                "http://user:p%0d%0a@proxy.example" to 7,
                "http://us%3Aer:p@proxy.example" to 7,
                "http://@proxy.example" to 7,
                "http://:@proxy.example" to 7,
                "http://[2001:db8::1" to 7,
                "http://[2001:db8::1]x:80" to 7,
                "http://[fe80::1%eth0]:80" to 15,
                "http://[fe80::1%25]:80" to 14,
                "http://2001:db8::1" to 11,
                "http://proxy%2eexample" to 12,
                "http://proxy\\example" to 12,
                "ftp://proxy.example" to 0,
                "direct://" to 0,
            ).forEach { (url, position) ->
                withClue(url) { refusal(url, form = ProxyForm.URL).position shouldBe position }
            }
        }

        test("an unknown scheme is answered with the known ones") {
            val error = refusal("ftp://proxy.example:21")
            error.reason shouldContain "http, https, socks4, socks4a, socks5, socks5h"
            error.redactedInput shouldBe "***"
        }

        test("what toString printed is not taken for a proxy whose user is named ***") {
            refusal("http://***@proxy.example:8080").reason shouldContain "urlWithCredentials"
            Proxy.parse("http://***:@proxy.example:8080").credentials?.username shouldBe "***"
        }

        test("empty input is refused") {
            refusal("").reason shouldContain "empty"
            refusal(" \t ").reason shouldContain "empty"
        }
    })

internal fun refusal(
    text: String,
    form: ProxyForm = ProxyForm.AUTO,
): ProxyValidationException =
    withClue(text) {
        shouldThrow<ProxyValidationException> { Proxy.parse(text, form = form) }
    }

package dev.proxyrotator.proxy

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

private val AUTO = ProxyForm.AUTO

class ProxyLineTest :
    FunSpec({
        test("each vendor form is recognised and its credentials are taken literally") {
            val plain = listOf("192.0.2.1:8080", "[2001:db8::1]:8080", "proxy.example:8080", "gateway:8080")
            plain.forEach { host ->
                read(host) shouldBe Triple(host, null, null)
                if (host != "gateway:8080") {
                    read("$host:alice:s%41cret") shouldBe Triple(host, "alice", "s%41cret")
                    read("alice:s%41cret:$host") shouldBe Triple(host, "alice", "s%41cret")
                    read("alice:s%41cret@$host") shouldBe Triple(host, "alice", "s%41cret")
                    read("$host@alice:s%41cret") shouldBe Triple(host, "alice", "s%41cret")
                }
            }
        }

        test("a line without a scheme takes the default scheme") {
            Proxy.parse("192.0.2.1:9050", ProxyScheme.SOCKS5).toString() shouldBe "socks5://192.0.2.1:9050"
        }

        test("everything after the third colon is the password") {
            read("192.0.2.1:80:bob:pa:ss:word") shouldBe Triple("192.0.2.1:80", "bob", "pa:ss:word")
            read("portal.example:80:user_x,session-1:p@ss") shouldBe
                Triple("portal.example:80", "user_x,session-1", "p@ss")
        }

        test("the last @ separates, and the user name ends at the first colon") {
            read("user:P@s:s@192.0.2.1:80") shouldBe Triple("192.0.2.1:80", "user", "P@s:s")
        }

        test("a scheme may stand before host:port:user:password, and the password stays literal") {
            val proxy = Proxy.parse("socks5://192.0.2.1:1080:user:p/a?s%41s")
            proxy.scheme shouldBe ProxyScheme.SOCKS5
            proxy.credentials shouldBe ProxyCredentials("user", "p/a?s%41s")
        }

        test("a scheme before a line does not make a user name the host") {
            read("http://user:1234:192.0.2.1:80") shouldBe Triple("192.0.2.1:80", "user", "1234")
            read("http://user:word:192.0.2.1:80") shouldBe Triple("192.0.2.1:80", "user", "word")
            refusal("http://192.0.2.1:80:192.0.2.2:90").reason shouldContain "ambiguous"
            refusal("http://user:word:gateway:80").reason shouldContain "colons"
        }

        test("a single label is a host only where no better host is found") {
            read("gateway:80:user:pass") shouldBe Triple("gateway:80", "user", "pass")
            read("gateway:80:proxy.example:90", AUTO) shouldBe Triple("proxy.example:90", "gateway", "80")
        }

        test("a line that fits two forms is refused, naming both forms but no content") {
            mapOf(
                "a:1080:b:2080" to listOf("host:port:user:password", "user:password:host:port"),
                "192.0.2.1:80:192.0.2.2:90" to listOf("host:port:user:password", "user:password:host:port"),
                "user:80@host:90" to listOf("user:password@host:port", "host:port@user:password"),
                "http://portal.example:80:user:p@ss" to listOf("scheme://", "host:port:user:password"),
            ).forEach { (line, forms) ->
                val reason = refusal(line).reason
                reason shouldContain "ambiguous"
                forms.forEach { reason shouldContain it }
                listOf("1080", "2080", "192.0", "portal").forEach { reason shouldNotContain it }
            }
        }

        test("a named form settles an ambiguous line") {
            val line = "a:1080:b:2080"
            read(line, ProxyForm.HOST_PORT_USER_PASSWORD) shouldBe Triple("a:1080", "b", "2080")
            read(line, ProxyForm.USER_PASSWORD_HOST_PORT) shouldBe Triple("b:2080", "a", "1080")
            val mixed = "user:80@host:90"
            read(mixed, ProxyForm.USER_PASSWORD_AT_HOST_PORT) shouldBe Triple("host:90", "user", "80")
            read(mixed, ProxyForm.HOST_PORT_AT_USER_PASSWORD) shouldBe Triple("user:80", "host", "90")
            val url = "http://portal.example:80:user:p@ss"
            read(url, ProxyForm.HOST_PORT_USER_PASSWORD) shouldBe Triple("portal.example:80", "user", "p@ss")
            read(url, ProxyForm.URL) shouldBe Triple("ss:80", "portal.example", "80:user:p")
        }

        test("a named form that does not fit is refused") {
            refusal("192.0.2.1:80", ProxyForm.HOST_PORT_USER_PASSWORD).reason shouldContain "host:port:user:password"
            refusal("192.0.2.1:80:u:p", ProxyForm.HOST_PORT).position shouldBe 10
            refusal("192.0.2.1:80", ProxyForm.URL).reason shouldContain "scheme"
        }

        test("three fields are never host, port and a remark") {
            refusal("192.0.2.1:8080:word").reason shouldContain "needs a password"
            refusal("socks5://192.0.2.1:8080:word").reason shouldContain "needs a password"
        }

        test("a line needs a port") {
            refusal("proxy.example").reason shouldContain "port"
            refusal("[2001:db8::1]").reason shouldContain "port"
            refusal("user:word@proxy.example").redactedInput shouldBe "***"
        }

        test("an IPv6 address without brackets is not taken apart at its colons") {
            listOf("2001:db8::1", "fe80:80::1:8080", "face:80:a:b:c:d:e:f", "http://face:80::1:2").forEach {
                refusal(it).reason shouldContain "brackets"
            }
        }

        test("a flaw in a plain line is pointed at and the line is not shown") {
            mapOf("192.0.2.2:99999" to 10, "256.0.0.1:80" to 0, "192.0.2.4:080" to 10, "not a proxy" to 3)
                .forEach { (line, position) ->
                    val error = refusal(line)
                    withClue(line) { error.position shouldBe position }
                    error.redactedInput shouldBe "***"
                }
        }

        test("parseOrNull answers null where parse refuses") {
            Proxy.parseOrNull("192.0.2.1:8080") shouldBe Proxy.parse("192.0.2.1:8080")
            Proxy.parseOrNull("192.0.2.1:99999") shouldBe null
        }
    })

private fun read(
    line: String,
    form: ProxyForm = AUTO,
): Triple<String, String?, String?> =
    withClue(line) {
        val proxy = Proxy.parse(line, form = form)
        val endpoint = proxy.withoutCredentials().toString().substringAfter("://")
        Triple(endpoint, proxy.credentials?.username, proxy.credentials?.password)
    }

package dev.proxyrotator.anonymity

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

class EchoedRequestTest :
    FunSpec({
        test("a JSON echo has the address and the header fields, one value or several") {
            val echo =
                EchoedRequest.parse(
                    """{"remote_addr": "192.0.2.1", "headers": {"Host": "echo.example", "Via": ["1.1 a", "1.1 b"]}}""",
                )
            echo.address shouldBe "192.0.2.1"
            echo.headers["Via"].orEmpty().shouldContainExactly("1.1 a", "1.1 b")
        }

        listOf("ip", "address", "remote_addr", "remoteAddress").forEach { key ->
            test("the address may be called $key") {
                EchoedRequest.parse("""{"$key": "2001:DB8:0::1", "headers": {"host": "e"}}""").address shouldBe
                    "2001:db8::1"
            }
        }

        test("an origin is refused, since it may be what a proxy said of its client") {
            val text = """{"origin": "198.51.100.7", "headers": {"Host": "e"}}"""
            shouldThrow<UnreadableEchoException> { EchoedRequest.parse(text) }.reason shouldContain "remote_addr"
        }

        test("two addresses are none") {
            val text = """{"ip": "198.51.100.7, 192.0.2.1", "headers": {"Host": "e"}}"""
            shouldThrow<UnreadableEchoException> { EchoedRequest.parse(text) }
        }

        test("a hostile answer is refused without being read for long") {
            listOf(
                "<".repeat(1_000_000),
                """{"headers":""" + "[".repeat(60_000),
                "[".repeat(60_000),
                "{".repeat(60_000),
                "<".repeat(60_000),
                "a".repeat(60_000),
            ).forEach { shouldThrow<UnreadableEchoException> { EchoedRequest.parse(it) } }
        }

        test("of an HTML page names and values stay together, and entities are what they stand for") {
            val echo =
                EchoedRequest.parse(
                    "<p>IP: 192.0.2.1<br><b>Host:</b> e<br><b>Forwarded:</b> for=&quot;198.51.100.7&quot;<br></p>",
                )
            echo.headers["Host"].orEmpty().shouldContainExactly("e")
            echo.headers["Forwarded"].orEmpty().shouldContainExactly("for=\"198.51.100.7\"")
        }

        test("an echo of CGI variables, in HTML, has the header fields by their names") {
            val echo =
                EchoedRequest.parse(
                    """
                    <html><body><pre>
                    REMOTE_ADDR = 192.0.2.1
                    HTTP_HOST = echo.example
                    HTTP_X_FORWARDED_FOR = 198.51.100.7
                    </pre><br>REQUEST_METHOD = GET</body></html>
                    """.trimIndent(),
                )
            echo.headers.keys shouldBe setOf("HOST", "X-FORWARDED-FOR")
            echo.address shouldBe "192.0.2.1"
            echo.headers["X-FORWARDED-FOR"].orEmpty().shouldContainExactly("198.51.100.7")
        }

        test("an echo of header lines keeps what stands after the first colon") {
            val echo = EchoedRequest.parse("remote-addr: [2001:db8::9]:4711\nHost: echo.example:8080\nVia: 1.1 squid")
            echo.address shouldBe "2001:db8::9"
            echo.headers["Host"].orEmpty().shouldContainExactly("echo.example:8080")
        }

        mapOf(
            "" to "no IP address",
            "OK" to "no IP address",
            "{" to "malformed",
            "[]" to "no IP address",
            """{"ip": "192.0.2.1"}""" to "headers",
            """{"ip": "192.0.2.1", "headers": {}}""" to "Host",
            """{"ip": "192.0.2.1", "headers": {"Host": " "}}""" to "Host",
            """{"ip": "elsewhere", "headers": {"Host": "e"}}""" to "no IP address",
            "REMOTE_ADDR = 192.0.2.1" to "Host",
        ).forEach { (text, reason) ->
            test("what tells too little is refused, and never taken for a clean request: $text") {
                shouldThrow<UnreadableEchoException> { EchoedRequest.parse(text) }.message shouldContain reason
            }
        }

        test("an error quotes nothing of the answer, which may repeat what was sent") {
            val error = shouldThrow<UnreadableEchoException> { EchoedRequest.parse("""{"headers": hunter2-""") }
            error.stackTraceToString() shouldNotContain "hunter2"
        }

        test("it prints no values") {
            EchoedRequest("192.0.2.1", mapOf("Host" to listOf("e"), "Cookie" to listOf("hunter2"))).toString() shouldBe
                "EchoedRequest(192.0.2.1, 2 header fields)"
        }
    })

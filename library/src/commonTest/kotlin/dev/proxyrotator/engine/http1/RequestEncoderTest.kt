package dev.proxyrotator.engine.http1

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import io.ktor.client.request.HttpRequestData
import io.ktor.http.ContentType
import io.ktor.http.Headers
import io.ktor.http.HttpMethod
import io.ktor.http.URLBuilder
import io.ktor.http.content.OutgoingContent
import io.ktor.http.content.TextContent
import io.ktor.http.encodedPath
import io.ktor.http.headersOf

private const val SECRET = "s3cr3t"

class RequestEncoderTest :
    FunSpec({
        test("a request in origin form") {
            val request = request("https://a.test/x?y=z#f", "Accept" to "*/*", "Cookie" to "a=b")
            encoded(request) shouldBe
                head("GET /x?y=z HTTP/1.1", "Host: a.test", "User-Agent: ktor-client", "Accept: */*", "Cookie: a=b")
        }

        test("a request in absolute form, with the credentials of the proxy last") {
            val request = request("http://a.test:8080/x?y=z", "Accept" to "*/*")
            encoded(request, RequestForm.ABSOLUTE, proxyAuthorization = "Basic dTpw") shouldBe
                head(
                    "GET http://a.test:8080/x?y=z HTTP/1.1",
                    "Host: a.test:8080",
                    "User-Agent: ktor-client",
                    "Accept: */*",
                    "Proxy-Authorization: Basic dTpw",
                )
        }

        test("the target is path and query as they are encoded") {
            mapOf(
                "http://a.test" to "/",
                "http://a.test/" to "/",
                "http://a.test?x" to "/?x",
                "http://a.test?x=/y" to "/?x=/y",
                "http://a.test/?" to "/?",
                "http://a.test/a%20b?c%26d=e+f" to "/a%20b?c%26d=e+f",
                "http://a.test//b//" to "//b//",
                "http://a.test/a;b=c?d;e" to "/a;b=c?d;e",
                "http://a.test/%C3%A9?%C3%BC" to "/%C3%A9?%C3%BC",
                "http://a.test/x#f" to "/x",
                "http://a.test/@b.test:81" to "/@b.test:81",
            ).forEach { (url, target) ->
                withClue(url) {
                    requestLine(request(url)) shouldBe "GET $target HTTP/1.1"
                    requestLine(request(url), RequestForm.ABSOLUTE) shouldBe "GET http://a.test$target HTTP/1.1"
                }
            }
        }

        test("B7 user info of the URL is in no part of the request") {
            val request = request("http://user:$SECRET@a.test:81/x")
            RequestForm.entries.forEach { form ->
                encoded(request, form) shouldNotContain SECRET
                encoded(request, form) shouldNotContain "user:"
                encoded(request, form) shouldContain "Host: a.test:81\r\n"
            }
        }

        test("OPTIONS of a URL without a path is about the whole server") {
            fun line(
                url: String,
                form: RequestForm,
            ) = requestLine(request(url, method = HttpMethod.Options), form)
            line("http://a.test", RequestForm.ORIGIN) shouldBe "OPTIONS * HTTP/1.1"
            line("http://a.test/*", RequestForm.ORIGIN) shouldBe "OPTIONS * HTTP/1.1"
            line("http://a.test", RequestForm.ABSOLUTE) shouldBe "OPTIONS http://a.test HTTP/1.1"
            line("http://a.test/", RequestForm.ORIGIN) shouldBe "OPTIONS / HTTP/1.1"
            line("http://a.test?x", RequestForm.ORIGIN) shouldBe "OPTIONS /?x HTTP/1.1"
            requestLine(request("http://a.test/*")) shouldBe "GET /* HTTP/1.1"
        }

        test("a request for an https URL is never sent in absolute form") {
            shouldThrow<IllegalArgumentException> { encoded(request("https://a.test/"), RequestForm.ABSOLUTE) }
        }

        test("C1 a method that is no token is refused, and so is CONNECT") {
            listOf("", "GE T", "GET\r\nX: y", "GET\u0000", "GÉT", "GET:", "CONNECT").forEach {
                refused(request("http://a.test/", method = HttpMethod(it))) shouldContain "method"
            }
            requestLine(request("http://a.test/", method = HttpMethod("M-SEARCH"))) shouldBe "M-SEARCH / HTTP/1.1"
        }

        test("C1 what has no place in a target is refused before a byte is sent") {
            listOf("/a b", "/a\r\nX: y", "/\u0000", "/\u007f", "/é", "/a\tb").forEach { path ->
                val inPath = runCatching { URLBuilder("http://a.test").apply { encodedPath = path }.build() }
                // Ktor itself refuses some of them.
                inPath.onSuccess { withClue(path) { refused(request(it)) shouldContain "path or the query" } }
            }
            listOf(" ", "\r\n", "\u0000", "é").forEach { text ->
                HeadBuffer().visible("/a$text") shouldBe false
            }
        }

        test("C1 CR, LF, NUL, other controls and what is beyond ISO-8859-1 in a value are refused") {
            val controls = (('\u0000'..'\u001f') - '\t') + '\u007f'
            (controls.map { "$it" } + listOf("\r\n", "\u0100", "\u2028", "中", "😀", "\uff0d")).forEach { text ->
                listOf("X-Y", "Cookie", "User-Agent", "Accept").forEach { name ->
                    val message = refused(request("http://a.test/", name to "$SECRET${text}x"))
                    message shouldContain "header $name"
                    message shouldNotContain SECRET
                }
            }
        }

        test("C1 a name that is no token is refused, and not shown") {
            val names = listOf("", "a b", "a:", "a\r\nb", "a\u0000", "é", "a\u0130", "\u212aeep-Alive", " a", "a ")
            names.forEach { name ->
                refused(request("http://a.test/", name + name to "x")) shouldBe
                    "The name of a header is not a token (RFC 9110, 5.1)"
            }
        }

        test("a value is trimmed, may be empty, and keeps tabs and ISO-8859-1 within") {
            val fields = arrayOf("A" to " \t a\tb \t", "B" to "", "C" to " ", "D" to "ü\u0080\u00ff")
            fieldLines(request("http://a.test/", *fields)) shouldBe listOf("A: a\tb", "B: ", "C: ", "D: ü\u0080\u00ff")
        }

        test("fields come in their order, several values as several lines, cookies as one") {
            val fields = arrayOf("B" to "1", "A" to "2", "B" to "3", "cookie" to "a=b", "Cookie" to "c=d")
            fieldLines(request("http://a.test/", *fields)) shouldBe listOf("B: 1", "B: 3", "A: 2", "cookie: a=b; c=d")
        }

        test("a user agent of one's own stands where it is, and an empty one is none") {
            val own = request("http://a.test/", "A" to "1", "user-agent" to "me", "B" to "2")
            encoded(own) shouldBe head("GET / HTTP/1.1", "Host: a.test", "A: 1", "user-agent: me", "B: 2")
            encoded(request("http://a.test/", "User-Agent" to "")) shouldBe head("GET / HTTP/1.1", "Host: a.test")
        }

        test("a Host of one's own is sent through a tunnel, and to a proxy only when it is the URL's") {
            fun host(
                value: String,
                form: RequestForm,
            ) = encoded(request("http://a.test:81/", "Host" to value), form).split("\r\n")[1]
            mapOf(
                "b.test" to "b.test",
                "B.test:80" to "b.test:80",
                "[::1]" to "[::1]",
                "[2001:DB8::1]:8" to "[2001:db8::1]:8",
                "192.0.2.1:8" to "192.0.2.1:8",
            ).forEach { (value, sent) -> withClue(value) { host(value, RequestForm.ORIGIN) shouldBe "Host: $sent" } }
            host("A.test.:81", RequestForm.ABSOLUTE) shouldBe "Host: a.test:81"
            listOf("b.test", "a.test", "a.test:80", "b.test:81").forEach {
                withClue(it) { shouldThrow<IllegalArgumentException> { host(it, RequestForm.ABSOLUTE) } }
            }
            val same = request("http://a.test/", "host" to "a.test:80")
            encoded(same, RequestForm.ABSOLUTE) shouldContain "\r\nHost: a.test\r\n"
        }

        test("C2 a Host that is not one host and port is refused") {
            listOf(
                "",
                " ",
                "a.test b.test",
                "a.test, b.test",
                "a.test:",
                "a.test:0",
                "a.test:65536",
                "a.test:8x",
                "::1",
                "[::1",
                "a@b",
                "a/b",
                "http://a.test",
                "a.test\r\nX: y",
                "[fe80::1%25eth0]",
                "a:80:80",
                "[::1]x:80",
                "a.test:+80",
            ).forEach { withClue(it) { refused(request("http://a.test/", "Host" to it)) shouldContain "Host" } }
            refused(request("http://a.test/", "Host" to "a.test", "host" to "a.test")) shouldContain "more than once"
        }

        test("B1 a Proxy-Authorization of one's own is refused, in the request and in its body") {
            listOf("Proxy-Authorization", "proxy-authorization", "PROXY-AUTHORIZATION").forEach { name ->
                refused(request("http://a.test/", name to SECRET)) shouldContain "Proxy-Authorization"
                val body = Body(headersOf(name, SECRET))
                refused(request("http://a.test/", method = HttpMethod.Put, body = body)) shouldContain
                    "Proxy-Authorization"
            }
        }

        test("B1 the credentials of the proxy cannot carry a line of their own") {
            listOf("Basic x\r\nX: y", "Basic x\n", "Basic \u0000").forEach { value ->
                val error =
                    shouldThrow<IllegalArgumentException> {
                        encoded(request("http://a.test/"), RequestForm.ABSOLUTE, proxyAuthorization = value)
                    }
                error.message.orEmpty() shouldNotContain "Basic"
            }
        }

        test("fields that are the connection's business are refused, saying what to do") {
            listOf(
                "Connection" to "close, keep-alive",
                "Connection" to "upgrade",
                "Connection" to "close, X-Y",
                "Connection" to "X-Y",
                "Proxy-Connection" to "keep-alive",
                "Keep-Alive" to "timeout=5",
                "TE" to "trailers",
                "Upgrade" to "websocket",
                "Expect" to "something",
            ).forEach { (name, value) ->
                val message = refused(request("http://a.test/", name to value))
                withClue("$name: $value") { message shouldContain "header $name" }
            }
            fieldLines(request("http://a.test/", "Connection" to "Close", "Expect" to "100-continue")) shouldBe
                listOf("Connection: Close", "Expect: 100-continue")
        }

        test("the header of the body is sent unless the request has the field itself") {
            val text = TextContent("hello", ContentType.Text.Plain)
            fieldLines(request("http://a.test/", method = HttpMethod.Post, body = text)) shouldBe
                listOf("Content-Type: text/plain", "Content-Length: 5")
            val own = request("http://a.test/", "content-type" to "a/b", method = HttpMethod.Post, body = text)
            fieldLines(own) shouldBe listOf("content-type: a/b", "Content-Length: 5")
            val encodedBody = Body(headersOf("Content-Encoding" to listOf("gzip"), "Content-Type" to listOf("c/d")))
            fieldLines(request("http://a.test/", method = HttpMethod.Put, body = encodedBody)) shouldBe
                listOf("Content-Encoding: gzip", "Content-Type: c/d", "Content-Length: 3")
        }

        test("what is too long for the buffer makes it grow") {
            val long = "v".repeat(100_000)
            encoded(request("http://a.test/$long", "A" to long)) shouldContain "A: $long\r\n"
        }

        test("a buffer that was cleared is as good as new") {
            val out = HeadBuffer()
            val authority = Authority("a.test", 80, isSecure = false)
            repeat(2) {
                out.clear()
                encodeRequestHead(out, request("http://a.test/"), authority, RequestForm.ORIGIN, BodyFraming.None)
                text(out.toByteArray()) shouldStartWith "GET / HTTP/1.1\r\n"
                out.size shouldBe out.toByteArray().size
            }
        }
    })

private class Body(
    override val headers: Headers,
) : OutgoingContent.ByteArrayContent() {
    override val contentLength: Long get() = 3

    override fun bytes(): ByteArray = ByteArray(3)
}

private fun requestLine(
    request: HttpRequestData,
    form: RequestForm = RequestForm.ORIGIN,
): String = encoded(request, form).substringBefore("\r\n")

private fun refused(request: HttpRequestData): String =
    shouldThrow<IllegalArgumentException> { encoded(request) }.message.orEmpty()

package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.serve
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.setBody
import io.ktor.http.Headers
import io.ktor.http.HttpMethod
import io.ktor.http.URLBuilder
import io.ktor.http.content.OutgoingContent

private const val SECRET = "s3cret"

/** Goes round the checks of Ktor's own builders, as a plugin or another client could. */
private class Fields(
    private val name: String,
    private val value: String,
) : OutgoingContent.NoContent() {
    override val headers: Headers =
        object : Headers {
            override val caseInsensitiveName = true

            override fun getAll(name: String) = listOf(value).takeIf { name == this@Fields.name }

            override fun names() = setOf(name)

            override fun entries() = setOf(java.util.AbstractMap.SimpleEntry(name, listOf(value)))

            override fun isEmpty() = false
        }
}

private fun HttpRequestBuilder.field(
    name: String,
    value: String,
) {
    setBody(Fields(name, value))
}

private val requests: Map<String, HttpRequestBuilder.() -> Unit> =
    mapOf(
        "CR and LF in a value" to { field("X", "a\r\n$SECRET: b") },
        "LF in a value" to { field("X", "a\n$SECRET: b") },
        "CR in a value" to { field("X", "a\r$SECRET: b") },
        "NUL in a value" to { field("X", "a\u0000$SECRET") },
        "DEL in a value" to { field("X", "a\u007f$SECRET") },
        "a character beyond Latin-1 in a value" to { field("X", "$SECRET\u4e2d") },
        "a character whose low byte is LF" to { field("X", "$SECRET\u010a") },
        "a space in a name" to { field("X Y", SECRET) },
        "a colon in a name" to { field("X:Y", SECRET) },
        "CR and LF in a name" to { field("X\r\nY", SECRET) },
        "an empty name" to { field("", SECRET) },
        "a space in the method" to { method = HttpMethod("GET /$SECRET HTTP/1.1\r\nX:") },
        "LF in the method" to { method = HttpMethod("GE\nT") },
        "an empty method" to { method = HttpMethod("") },
        "CONNECT as the method" to { method = HttpMethod("CONNECT") },
        "LF in the path" to { url.encodedPathSegments = listOf("", "a\n$SECRET") },
        "a space in the path" to { url.encodedPathSegments = listOf("", "a HTTP/1.1\r\nX: $SECRET") },
        "a non-ASCII character in the path" to { url.encodedPathSegments = listOf("", "\u4e2d$SECRET") },
        "CR in the query" to { url.encodedParameters.append("a", "b\r\n$SECRET") },
        "a space in the host" to { url.host = "a.test /$SECRET" },
        "CR and LF in the host" to { url.host = "a.test\r\nX: $SECRET" },
        "a user info in the host" to { url.host = "$SECRET@a.test" },
        "a backslash in the host" to { url.host = "a.test\\b.test" },
        "a slash in the host" to { url.host = "a.test/b.test" },
        "an encoded NUL in the host" to { url.host = "a%00.test" },
        "a port in the host" to { url.host = "a.test:81" },
        "a zone in the host" to { url.host = "[fe80::1%25eth0]" },
        "digits of another width in the host" to { url.host = "\uff11\uff12\uff17.0.0.1" },
        "an empty label in the host" to { url.host = "a..test" },
        "a number that resolvers read as an address" to { url.host = "127.1" },
        "an octal address" to { url.host = "0177.0.0.1" },
        "a hexadecimal address" to { url.host = "0x7f.1" },
        "a host beyond 253 octets" to { url.host = "a.".repeat(127) + "test" },
        "two Hosts" to { headers.appendAll("Host", listOf("a.test", "b.test")) },
        "a Host of another origin" to { headers.append("Host", "b.test") },
        "a Proxy-Authorization of its own" to { headers.append("Proxy-Authorization", "Basic $SECRET") },
        "a Proxy-Authorization with its body" to { field("Proxy-Authorization", "Basic $SECRET") },
        "a Connection with other names" to { headers.append("Connection", "close, X-$SECRET") },
        "an Upgrade" to { headers.append("Upgrade", "h2c") },
        "a TE" to { headers.append("TE", "trailers") },
        "a Keep-Alive" to { headers.append("Keep-Alive", "timeout=5") },
        "another expectation" to { headers.append("Expect", "200-ok") },
        "a Transfer-Encoding without a body" to { headers.append("Transfer-Encoding", "chunked") },
        "a Content-Length without a body" to { headers.append("Content-Length", "5") },
    )

class RefusedRequestsTest :
    FunSpec({
        test("C1 C2 B1 what cannot be sent safely is refused before anything is connected, and not shown") {
            overSockets({ serve() }) {
                requests.forEach { (name, configure) ->
                    listOf(TARGET, SECURE_TARGET).forEach { target ->
                        withClue("$name to $target") {
                            // A Host of its own is the target's business where no proxy routes by it.
                            if (name == "a Host of another origin" && target == SECURE_TARGET) return@forEach
                            val error = shouldThrow<IllegalArgumentException> { send(target, configure = configure) }
                            error.toString() shouldNotContain SECRET
                        }
                    }
                }
                lookUps shouldBe emptyList()
                transport.connections.size shouldBe 0
                server.connections.accepted shouldBe 0
            }
        }

        mapOf(
            "http://A.TEST./" to "a.test",
            "http://b\u00fccher.test/" to "xn--bcher-kva.test",
            "http://[0:0:0:0:0:0:0:1]/" to "[::1]",
            "http://a.test:80/" to "a.test",
            "http://a.test:8080/" to "a.test:8080",
        ).forEach { (url, authority) ->
            test("C2 however it is spelt, $url asks the proxy for $authority and says so in Host") {
                overSockets({ serve() }) {
                    fetch(url)
                    val request = server.requests.single()
                    request.target shouldBe "http://$authority/"
                    request.header("Host") shouldBe authority
                }
            }
        }

        test("C2 an authority within an authority stays where it is or is refused") {
            overSockets({ serve() }) {
                listOf("http://a.test\\@b.test/", "http://a.test%2f@b.test/", "http://a.test#@b.test/").forEach { url ->
                    withClue(url) {
                        val host = runCatching { URLBuilder(url).build().host }.getOrNull()
                        val isSent = runCatching { fetch(url) }.isSuccess
                        if (isSent) server.requests.last().header("Host") shouldBe host
                    }
                }
            }
        }

        test("B7 user info and fragment of the target show nowhere") {
            overSockets({ serve() }) {
                fetch("http://user:$SECRET@a.test/p?q=1#$SECRET")
                server.connection(0).received shouldNotContain SECRET
                server.connection(0).received shouldNotContain "@"
                server.requests.single().target shouldBe "http://a.test/p?q=1"
            }
        }
    })

package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.client.call.body
import io.ktor.client.plugins.ResponseException
import io.ktor.client.plugins.expectSuccess
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestPipeline
import io.ktor.client.request.header
import io.ktor.client.request.parameter
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsBytes
import io.ktor.client.statement.bodyAsText
import io.ktor.client.statement.readRawBytes
import io.ktor.http.ContentType
import io.ktor.http.HttpHeaders
import io.ktor.http.content.TextContent
import io.ktor.http.contentType

class ShortWayTest :
    FunSpec({
        val origin = autoClose(LoopbackOrigin())
        val proxy = autoClose(LoopbackProxy())

        /** The same request on both ways. */
        suspend fun heads(configure: HttpRequestBuilder.() -> Unit): List<String> =
            listOf(false, true).map { throughPipelines ->
                ProxyRotator(proxy.secretUrl).use { rotator ->
                    if (throughPipelines) rotator.client
                    rotator.request("POST", origin.url("/echo"), configure).bodyAsText()
                }
            }

        val requests: Map<String, HttpRequestBuilder.() -> Unit> =
            mapOf(
                "a bare one" to {},
                "one with headers" to {
                    header("X-One", "1")
                    header("X-One", "2")
                    header(HttpHeaders.Accept, "text/html")
                    header("Accept-Charset", "ISO-8859-1")
                    header(HttpHeaders.UserAgent, "me")
                    header(HttpHeaders.Cookie, "a=b")
                },
                "one with a query" to { parameter("ü ", "&=") },
                "one with content" to { setBody(TextContent("körper", ContentType.Text.Html)) },
                "one with content and a header of its own for it" to {
                    contentType(ContentType.Text.CSS)
                    setBody(TextContent("x", ContentType.Text.Html))
                },
                "one with text" to { setBody("text") },
                "one with credentials in the URL" to {
                    url.user = "me"
                    url.password = "secret"
                },
            )
        requests.forEach { (name, configure) ->
            test("past Ktor's pipelines the same bytes are sent as through them: $name") {
                val (short, long) = heads(configure)
                short shouldBe long
            }
        }

        test("a response that came past the pipelines can be read again and again") {
            ProxyRotator(proxy.secretUrl).use { rotator ->
                val response = rotator.get(origin.url("/bytes/100000?seed=1"))
                val bytes = response.bodyAsBytes()
                bytes.size shouldBe 100_000
                response.readRawBytes() shouldBe bytes
                response.body<ByteArray>() shouldBe bytes
                response.attempts.size shouldBe 1
            }
        }

        test("what is put into the pipelines of the client later has its effect") {
            ProxyRotator(proxy.secretUrl).use { rotator ->
                rotator.get(origin.url("/echo"))
                rotator.client.requestPipeline.intercept(
                    HttpRequestPipeline.State,
                ) { context.headers.append("X-Late", "1") }
                rotator.get(origin.url("/echo")).bodyAsText().contains("X-Late") shouldBe true
            }
        }

        test("a request that asks for Ktor's validation gets it") {
            ProxyRotator(proxy.secretUrl).use { rotator ->
                shouldThrow<ResponseException> { rotator.get(origin.url("/status/404")) { expectSuccess = true } }
            }
        }
    })

package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyEngine
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.failure.TooManyRedirectsException
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.HttpClient
import io.ktor.client.HttpClientConfig
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.MockRequestHandleScope
import io.ktor.client.engine.mock.respond
import io.ktor.client.plugins.HttpRedirect
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.client.request.get
import io.ktor.client.request.header
import io.ktor.client.request.prepareGet
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf

private const val START = "http://one.example/0"

class SafeRedirectTest :
    FunSpec({
        val seen = ArrayList<String>()

        fun MockRequestHandleScope.answer(request: HttpRequestData): HttpResponseData {
            seen += "${request.url} ${request.headers["Cookie"]}"
            val hop =
                request.url.encodedPath
                    .removePrefix("/")
                    .toInt()
            if (hop == 3) return respond("arrived")
            val host = if (hop == 0) "one" else "two"
            return respond("moved", HttpStatusCode.Found, headersOf("Location", "http://$host.example/${hop + 1}"))
        }

        beforeTest { seen.clear() }

        fun rotating(configure: HttpClientConfig<*>.() -> Unit) =
            HttpClient(ProxyEngine) {
                engine {
                    transport = EnginePerProxy(MockEngine { answer(it) })
                    proxies("http://a.example", "http://b.example")
                }
                configure()
            }

        val clients =
            mapOf<String, (HttpClientConfig<*>.() -> Unit) -> HttpClient>(
                "a ProxyEngine" to { rotating(it) },
                "another engine" to { configure -> HttpClient(MockEngine { answer(it) }, configure) },
            )
        clients.forEach { (engine, newClient) ->
            test("B8 a client over $engine follows without what is meant for another origin") {
                newClient {
                    followRedirects = false
                    install(SafeRedirect)
                }.use { client ->
                    val response = client.get(START) { header("Cookie", "id=1") }
                    response.bodyAsText() shouldBe "arrived"
                    response.redirects shouldHaveSize 3
                    client.prepareGet(START) { header("Cookie", "id=1") }.execute { it.bodyAsText() } shouldBe "arrived"
                    val once =
                        listOf(
                            "http://one.example/0 id=1",
                            "http://one.example/1 id=1",
                            "http://two.example/2 null",
                            "http://two.example/3 null",
                        )
                    seen shouldContainExactly once + once
                }
            }

            test("S1-8 a client over $engine follows as far as it is told") {
                newClient {
                    followRedirects = false
                    install(SafeRedirect) { maxRedirects = 2 }
                }.use { client ->
                    shouldThrow<TooManyRedirectsException> { client.get(START) }
                    seen shouldHaveSize 3
                    client.get(START) { rotation { followRedirects = false } }.status shouldBe HttpStatusCode.Found
                }
            }

            test("a client over $engine does not have Ktor's own redirects beside these") {
                shouldThrow<IllegalArgumentException> { newClient { install(SafeRedirect) } }.message shouldContain
                    "set followRedirects = false"
                newClient {
                    followRedirects = false
                    install(SafeRedirect)
                    install(HttpRedirect)
                }.use { client -> shouldThrow<IllegalArgumentException> { client.get(START) } }
                seen shouldHaveSize 0
            }
        }

        test("hops of one request leave by one proxy") {
            rotating {
                followRedirects = false
                install(SafeRedirect)
            }.use { client ->
                val response = client.get(START)
                val first = client.get("http://one.example/3").proxy
                (first == response.proxy) shouldBe false
            }
        }
    })

package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.proxySource
import dev.proxyrotator.source.ProxySource
import dev.proxyrotator.source.ProxySourceException
import dev.proxyrotator.source.file
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.HttpClient
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.MockEngineConfig
import io.ktor.client.engine.mock.MockRequestHandleScope
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.engine.mock.respondRedirect
import io.ktor.client.plugins.HttpRedirect
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.client.request.header
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.io.IOException
import kotlin.time.Duration.Companion.seconds

private const val LIST = "https://lists.example.com/k3y/list.txt"
private const val GOOD = "8.8.4.4:80\n8.8.8.8:80\n"

class ProxySourcesTest :
    FunSpec({
        test("A9 a list is fetched through the proxies of a rotator, also when nothing else is in its client") {
            runTest {
                var through = ""
                var rotator: ProxyRotator? = null
                mockRotator("http://first.example:80") {
                    through = it.route.proxy.host
                    respondOk(GOOD)
                }.use {
                    rotator = it
                    val source = it.proxySource(LIST)
                    source.load().proxies.map { proxy -> proxy.host } shouldBe listOf("8.8.4.4", "8.8.8.8")
                    through shouldBe "first.example"
                    // Again, and the client lives on.
                    source.load().proxies.size shouldBe 2
                    it.get("http://target.example/").status shouldBe HttpStatusCode.OK
                }
                shouldThrow<IllegalStateException> { checkNotNull(rotator).proxySource(LIST).load() }
            }
        }

        test("a list may come from a text, a file or a function") {
            runTest {
                ProxySource
                    .text("127.0.0.1:80")
                    .load()
                    .proxies.size shouldBe 1
                val file = tempfile()
                file.writeText("\uFEFF10.0.0.1:80\nnonsense\n")
                val source = ProxySource.file(file.toPath())
                source.load().let { it.proxies.size to it.problems.single().line } shouldBe (1 to 2)
                file.writeText("10.0.0.1:80\n10.0.0.2:80")
                source.load().proxies.size shouldBe 2
                shouldThrow<ProxySourceException> { ProxySource.file(file.toPath()) { maxBytes = 10 }.load() }
                shouldThrow<ProxySourceException> {
                    ProxySource
                        .file(
                            file.toPath().resolveSibling("no-such-list"),
                        ).load()
                }
                ProxySource { error("mine") }.let { own -> shouldThrow<IllegalStateException> { own.load() } }
            }
        }

        test("L1 neither the URL nor a redirect may lead to a place that is not public") {
            runTest {
                val private =
                    listOf(
                        "http://127.0.0.1/",
                        "http://localhost/",
                        "http://169.254.169.254/x",
                        "http://[::ffff:10.0.0.1]/",
                        "http://2130706433/",
                        "ftp://8.8.8.8/",
                        "",
                    )
                private.forEach { url ->
                    withClue(url) {
                        shouldThrow<IllegalArgumentException> { ProxySource.url(url, client { respondOk() }) }
                    }
                }
                (private.dropLast(1) + "//10.0.0.1/x").forEach { url ->
                    withClue(url) {
                        val asked = ArrayList<String>()
                        val client =
                            client {
                                asked.add(it.url.host)
                                if (asked.size == 1) respondRedirect(url) else respondOk(GOOD)
                            }
                        shouldThrow<ProxySourceException> {
                            ProxySource
                                .url(
                                    "http://lists.example.com/",
                                    client,
                                ).load()
                        }
                        asked.toSet() shouldBe setOf("lists.example.com")
                    }
                }
            }
        }

        test("L1 not even a client that follows redirects by itself gets there") {
            runTest {
                val asked = ArrayList<String>()
                val client =
                    client {
                        asked.add(it.url.host)
                        if (asked.size == 1) respondRedirect("http://10.0.0.1/") else respondOk(GOOD)
                    }.config { install(HttpRedirect) }
                shouldThrow<ProxySourceException> { ProxySource.url("http://lists.example.com/", client).load() }
                asked shouldBe listOf("lists.example.com")
            }
        }

        test("redirects to public places are followed, without what is meant for the first, and not without end") {
            runTest {
                val keys = ArrayList<String?>()
                val client =
                    client {
                        keys.add(it.headers["X-Key"])
                        when (it.url.encodedPath) {
                            "/k3y/list.txt" -> respondRedirect("/second?a=b")
                            "/second" -> respondRedirect("https://other.example.com/third")
                            else -> respondOk(GOOD)
                        }
                    }
                ProxySource
                    .url(LIST, client) { request { header("X-Key", "secret") } }
                    .load()
                    .proxies.size shouldBe 2
                keys shouldBe listOf("secret", "secret", null)
                shouldThrow<ProxySourceException> { ProxySource.url(LIST, client) { maxRedirects = 1 }.load() }
                val downgrading = client { respondRedirect("http://lists.example.com/") }
                shouldThrow<ProxySourceException> { ProxySource.url(LIST, downgrading).load() }.message shouldContain
                    "https to http"
            }
        }

        test("redirects of a list that a rotator fetches are the list's own, and not those of the rotator") {
            runTest {
                val keys = ArrayList<String?>()
                mockRotator("http://first.example:80") {
                    keys.add(it.headers["X-Key"])
                    when (it.url.encodedPath) {
                        "/k3y/list.txt" -> respondRedirect("/second?a=b")
                        "/second" -> respondRedirect("https://other.example.com/third")
                        else -> respondOk(GOOD)
                    }
                }.use { rotator ->
                    rotator
                        .proxySource(LIST) { request { header("X-Key", "secret") } }
                        .load()
                        .proxies.size shouldBe 2
                    keys shouldBe listOf("secret", "secret", null)
                    shouldThrow<ProxySourceException> { rotator.proxySource(LIST) { maxRedirects = 1 }.load() }
                }
            }
        }

        test("L2 a list from afar may not name private addresses unless that is allowed, one at hand may") {
            runTest {
                val client = client { respondOk("10.0.0.1:80\n8.8.8.8:80\nlocalhost:80\n") }
                val reading = ProxySource.url(LIST, client).load()
                reading.proxies.map { it.host } shouldBe listOf("8.8.8.8")
                reading.problems.map { it.line } shouldBe listOf(1, 3)
                ProxySource
                    .url("http://10.0.0.9/", client) { allowPrivate = true }
                    .load()
                    .proxies.size shouldBe 3
                ProxySource
                    .text("10.0.0.1:80")
                    .load()
                    .proxies.size shouldBe 1
            }
        }

        test("L3 what is too long, too slow or no list is an error, whatever its content type says") {
            runTest {
                val long = client { respondOk(GOOD.repeat(100)) }
                shouldThrow<ProxySourceException> {
                    ProxySource
                        .url(
                            LIST,
                            long,
                        ) { maxBytes = 1000 }
                        .load()
                }.message shouldContain
                    "1000 bytes"
                shouldThrow<ProxySourceException> {
                    ProxySource
                        .url(
                            LIST,
                            client { respondError(HttpStatusCode.Forbidden) },
                        ).load()
                }.message shouldContain "403"
                val page =
                    client { respond("<html>8.8.8.8:80</html>", headers = headersOf("Content-Type", "text/plain")) }
                ProxySource
                    .url(LIST, page)
                    .load()
                    .proxies
                    .shouldBeEmpty()
                silentRotator().use { rotator ->
                    val begin = currentTime
                    shouldThrow<ProxySourceException> { rotator.proxySource(LIST) { timeout = 7.seconds }.load() }
                    currentTime - begin shouldBe 7000
                }
            }
        }

        test("B4 no error shows more of the URL than its host") {
            runTest {
                val failing = client { throw IOException("cannot get ${it.url}") }
                listOf(failing, client { respondError(HttpStatusCode.NotFound) }).forEach { client ->
                    val error =
                        shouldThrow<ProxySourceException> { ProxySource.url("$LIST?token=t0ken", client).load() }
                    error.stackTraceToString() shouldNotContain "k3y"
                    error.stackTraceToString() shouldNotContain "t0ken"
                    error.message shouldContain "https://lists.example.com"
                }
                ProxySource.url(LIST, failing).toString() shouldNotContain "k3y"
            }
        }

        test("A9 without a proxy in the pool a list is not fetched") {
            runTest {
                mockRotator { respondOk(GOOD) }.use { rotator ->
                    val error = shouldThrow<ProxySourceException> { rotator.proxySource(LIST).load() }
                    error.cause.shouldBeInstanceOf<ProxyPoolEmptyException>()
                }
            }
        }
    })

private fun TestScope.client(
    handler: suspend MockRequestHandleScope.(HttpRequestData) -> HttpResponseData,
): HttpClient {
    val config = MockEngineConfig()
    config.dispatcher = StandardTestDispatcher(testScheduler)
    config.addHandler(handler)
    return HttpClient(MockEngine(config))
}

private fun TestScope.silentRotator(): ProxyRotator = mockRotator("http://first.example:80") { awaitCancellation() }

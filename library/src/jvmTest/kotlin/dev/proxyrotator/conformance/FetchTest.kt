package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.rotation.VirtualRotator
import dev.proxyrotator.rotation.proxies
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.engine.mock.respond
import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.plugins.RedirectResponseException
import io.ktor.client.plugins.ServerResponseException
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.TextContent
import io.ktor.http.headersOf
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example"

/** A client with a plugin in its pipelines, and one without. */
private val ways: Map<String, ProxyRotatorBuilder.() -> Unit> =
    mapOf("passing Ktor's pipelines by" to {}, "through Ktor's pipelines" to { client { expectSuccess = false } })

private fun HttpRequestBuilder.retry(status: Int) = rotation { retryStatuses = setOf(status) }

class FetchTest :
    FunSpec({
        ways.forEach { (way, configure) ->
            test("S3-3 N12 a 404 is tried once and a 500 four times with growing waits, then they fail, $way") {
                runTest {
                    val times = ArrayList<Long>()
                    VirtualRotator(this, *proxies(6), configure = configure) {
                        times += currentTime
                        respond(
                            "no",
                            HttpStatusCode.fromValue(
                                request.url.encodedPath
                                    .drop(1)
                                    .toInt(),
                            ),
                        )
                    }.use { virtual ->
                        val missing =
                            shouldThrow<ClientRequestException> { virtual.rotator.fetch(FetchRequest("$TARGET/404")) }
                        missing.response.status shouldBe HttpStatusCode.NotFound
                        times shouldHaveSize 1
                        times.clear()
                        shouldThrow<ServerResponseException> { virtual.rotator.fetch(FetchRequest("$TARGET/500")) }
                        val waits = times.zipWithNext { earlier, later -> later - earlier }
                        waits shouldHaveSize 3
                        waits.zip(listOf(100L, 200L, 400L)).forEach { (wait, bound) -> wait shouldBeInRange 0..bound }
                        virtual.attempts.map { it.proxy }.distinct() shouldHaveSize 5
                        shouldThrow<RedirectResponseException> { virtual.rotator.fetch("$TARGET/302") }
                        virtual.shouldHoldNothing()
                    }
                }
            }

            test("S3-4 S3-5 S3-14 method, headers, data, timeout and retries are sent as the request says, $way") {
                runTest {
                    VirtualRotator(this, *proxies(3), configure = configure) {
                        if (request.url.encodedPath == "/slow") awaitCancellation()
                        respond("", HttpStatusCode.ServiceUnavailable)
                    }.use { virtual ->
                        val data = buildJsonObject { put("a", JsonPrimitive("ü")) }
                        val put =
                            FetchRequest("$TARGET/", "PUT", mapOf("X-One" to "1"), data, maxRetries = 1)
                        shouldThrow<ServerResponseException> { virtual.rotator.fetch(put) }
                        virtual.attempts shouldHaveSize 2
                        val sent = virtual.attempts.last().request
                        sent.method.value shouldBe "PUT"
                        sent.headers["X-One"] shouldBe "1"
                        (sent.body as TextContent).text shouldBe """{"a":"ü"}"""
                        sent.body.contentType.toString() shouldBe "application/json"
                        val typed = put.copy(headers = mapOf("content-type" to "application/vnd.one+json"))
                        shouldThrow<ServerResponseException> { virtual.rotator.fetch(typed.copy(method = "POST")) }
                        virtual.attempts shouldHaveSize 3
                        virtual.attempts
                            .last()
                            .request.body.contentType
                            .toString() shouldBe "application/vnd.one+json"
                        val before = currentTime
                        val slow = FetchRequest("$TARGET/slow", timeout = 3.seconds)
                        shouldThrow<ProxyTimeoutException> { virtual.rotator.fetch(slow) }.limit shouldBe 3.seconds
                        currentTime - before shouldBe 3_000
                    }
                }
            }
        }

        test("S3-11 S3-6 S3-12 a fetch brings status, headers, text, time, attempts and the proxy") {
            runTest {
                VirtualRotator(this, "http://user:secret@a.example") {
                    delay(250.milliseconds)
                    if (number == 1) {
                        respond("", HttpStatusCode.BadGateway)
                    } else {
                        respond("""{"a": 1}""", headers = headersOf("X-One", listOf("1", "2")))
                    }
                }.use { virtual ->
                    val response = virtual.rotator.fetch("http://me:secret@target.example/path?q=1")
                    response.status shouldBe 200
                    response.url shouldBe "http://target.example/path?q=1"
                    response.finalUrl shouldBe response.url
                    response.header("x-one") shouldBe "1"
                    response.decode<Map<String, Int>>() shouldBe mapOf("a" to 1)
                    response.attempt shouldBe 2
                    response.proxyId shouldBe Proxy.parse("http://user:secret@a.example").id
                    response.responseTime shouldBe currentTime.milliseconds
                    Json.encodeToString(response) shouldNotContain "secret"
                }
            }
        }

        test("S3-6 the body is decoded by its charset, and one that makes no sense does no harm") {
            runTest {
                val types =
                    mapOf(
                        "a" to "text/plain; charset=ISO-8859-1",
                        "b" to "text/plain; charset=nonsense",
                        "c" to "(",
                    )
                mockRotator("http://a.example") {
                    val path = it.url.encodedPath.drop(1)
                    val bytes = "é".toByteArray(if (path == "a") Charsets.ISO_8859_1 else Charsets.UTF_8)
                    respond(bytes, headers = headersOf(HttpHeaders.ContentType, types.getValue(path)))
                }.use { rotator ->
                    types.keys.map { rotator.fetch("$TARGET/$it").body } shouldContainExactly listOf("é", "é", "é")
                }
            }
        }

        test("S3-10 S4-13 S4-29 fetchAll runs all, keeps order and duplicates, and has something for each") {
            runTest {
                VirtualRotator(this, *proxies(4), configure = { retry { maxFailovers = 0 } }) {
                    val path = request.url.encodedPath
                    delay((path.hashCode() and 0xff).milliseconds)
                    when (path) {
                        "/missing" -> respond("gone", HttpStatusCode.NotFound)
                        "/broken" -> respond("", HttpStatusCode.InternalServerError)
                        "/lost" -> lose()
                        else -> respond(path)
                    }
                }.use { virtual ->
                    val paths = listOf("a", "missing", "b", "broken", "a", "lost", "c")
                    val requests =
                        paths.map { FetchRequest("$TARGET/$it") } + FetchRequest("ftp://x/") + FetchRequest("")
                    val result = virtual.rotator.fetchAll(requests)
                    result.outcomes.map { it.request } shouldContainExactly requests
                    result.outcomes.map { it.success } shouldContainExactly
                        listOf(true, false, true, false, true, false, true, false, false)
                    result.successes.map { it.body } shouldContainExactly listOf("/a", "/b", "/a", "/c")
                    result.successCount shouldBe 4
                    result.toString() shouldBe "FetchResult(4/9)"
                    result.failures.map { it.statusCode } shouldContainExactly listOf(404, 500, null, null, null)
                    result.failures.map { it.attempts } shouldContainExactly listOf(1, 4, 4, 0, 0)
                    result.failures.take(2).map { it.error } shouldContainExactly
                        listOf("HTTP 404 Not Found", "HTTP 500 Internal Server Error")
                    (result.failures[2].cause is ProxyConnectionException) shouldBe true
                    (result.failures[3].cause is IllegalArgumentException) shouldBe true
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("S3-8 S3-9 successes, errors, time-outs and retries are counted") {
            runTest {
                VirtualRotator(this, *proxies(8)) {
                    when (request.url.encodedPath) {
                        "/missing" -> respond("gone", HttpStatusCode.NotFound)
                        "/broken" -> respond("", HttpStatusCode.InternalServerError)
                        "/slow" -> awaitCancellation()
                        else -> respond("1234567890")
                    }
                }.use { virtual ->
                    val paths = listOf("a", "b", "missing", "broken", "slow")
                    virtual.rotator.fetchAll(paths.map { FetchRequest("$TARGET/$it") })
                    val stats = virtual.rotator.getFetchStats()
                    stats.requests shouldBe 5
                    stats.successes shouldBe 2
                    stats.failures shouldBe 3
                    stats.retries shouldBe 3
                    stats.byStatus shouldBe mapOf(200 to 2L, 404 to 1L, 500 to 1L)
                    stats.bodyBytes shouldBe 24
                    stats.responseTimes.count shouldBe 4
                }
                VirtualRotator(this) { respond() }.use { virtual ->
                    shouldThrow<ProxyPoolEmptyException> { virtual.rotator.fetch(TARGET) }
                    virtual.rotator.getFetchStats().failures shouldBe 1
                }
            }
        }

        test("S3-9 a client that expects success counts and fails the same way") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = { client { expectSuccess = true } }
                VirtualRotator(this, *proxies(3), configure = configure) {
                    respond("gone", HttpStatusCode.NotFound)
                }.use { virtual ->
                    val failure = virtual.rotator.fetchUrls(listOf(TARGET)).getValue(TARGET)
                    failure.statusCode shouldBe 404
                    failure.attempts shouldBe 1
                    virtual.rotator.getFetchStats().byStatus shouldBe mapOf(404 to 1L)
                }
            }
        }

        test("S4-8 fetchUrls gives an outcome for each URL in its order, and asks once for one that is there twice") {
            runTest {
                VirtualRotator(this, *proxies(3)) {
                    if (request.url.encodedPath == "/missing") respond("", HttpStatusCode.NotFound) else respond()
                }.use { virtual ->
                    val urls = listOf("$TARGET/b", "$TARGET/missing", "$TARGET/a", "$TARGET/b", "nonsense://")
                    val outcomes = virtual.rotator.fetchUrls(urls)
                    outcomes.keys.toList() shouldContainExactly urls.distinct()
                    outcomes.values.map { it.success } shouldContainExactly listOf(true, false, true, false)
                    outcomes.getValue("$TARGET/missing").statusCode shouldBe 404
                    outcomes.getValue("$TARGET/missing").error shouldBe "HTTP 404 Not Found"
                    outcomes.getValue("$TARGET/a").error shouldBe null
                    virtual.attempts shouldHaveSize 3
                }
            }
        }

        test("S4-11 concurrency, chunks, timeout, retries and the factor of the waits are set once for all") {
            runTest {
                val times = ArrayList<Long>()
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    retry { backoff = Backoff(base = 1.seconds, factor = 1.5) }
                    fetch {
                        maxConcurrent = 7
                        chunkSize = 50
                        timeout = 30.seconds
                        maxRetries = 5
                    }
                }
                VirtualRotator(this, *proxies(3), configure = configure) {
                    times += currentTime
                    respond("", HttpStatusCode.InternalServerError)
                }.use { virtual ->
                    virtual.rotator.config.fetch
                        .toString() shouldBe
                        "FetchSettings(maxConcurrent=7, chunkSize=50, timeout=30s, maxRetries=5)"
                    virtual.rotator.fetchUrls(listOf(TARGET))
                    val waits = times.zipWithNext { earlier, later -> later - earlier }
                    waits shouldHaveSize 5
                    waits.zip(listOf(1_000L, 1_500L, 2_250L, 3_375L, 5_063L)).forEach { (wait, bound) ->
                        wait shouldBeInRange 0..bound
                    }
                }
                val builder = ProxyRotator { }.use { it.config.fetch }
                builder.toString() shouldBe
                    "FetchSettings(maxConcurrent=100, chunkSize=null, timeout=10s, maxRetries=3)"
                shouldThrow<IllegalArgumentException> { ProxyRotator { fetch { maxConcurrent = 0 } } }
                shouldThrow<IllegalArgumentException> { ProxyRotator { fetch { chunkSize = 0 } } }
                shouldThrow<IllegalArgumentException> { ProxyRotator { fetch { timeout = 0.seconds } } }
                shouldThrow<IllegalArgumentException> { ProxyRotator { fetch { maxRetries = -1 } } }
            }
        }

        test("S3-1 a rotator that was left fetches nothing more") {
            runTest {
                val virtual = VirtualRotator(this, *proxies(3)) { respond() }
                val rotator = virtual.rotator
                rotator.use { it.fetch(TARGET).body shouldBe "ok" }
                shouldThrow<IllegalStateException> { rotator.fetch(TARGET) }
                shouldThrow<IllegalStateException> { rotator.fetchAll(listOf(FetchRequest(TARGET))) }
                shouldThrow<IllegalStateException> { rotator.fetchUrls(listOf(TARGET)) }
                virtual.shouldHoldNothing()
            }
        }

        test("a request names the statuses it is to be repeated for, and no others are") {
            runTest {
                VirtualRotator(this, *proxies(6)) {
                    respond(
                        "",
                        HttpStatusCode.fromValue(
                            request.url.encodedPath
                                .drop(1)
                                .toInt(),
                        ),
                    )
                }.use { virtual ->
                    virtual.rotator.get("$TARGET/418") { retry(418) }
                    virtual.attempts shouldHaveSize 4
                    virtual.rotator.get("$TARGET/503") { retry(418) }
                    virtual.attempts shouldHaveSize 5
                    shouldThrow<IllegalArgumentException> { virtual.rotator.get("$TARGET/503") { retry(99) } }
                }
            }
        }
    })

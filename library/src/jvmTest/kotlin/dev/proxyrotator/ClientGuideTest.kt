package dev.proxyrotator

import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.event.BlockTimer
import dev.proxyrotator.event.LogLevel
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.RedirectRefusedException
import dev.proxyrotator.failure.TargetRefusedException
import dev.proxyrotator.fetch.DownloadOptions
import dev.proxyrotator.fetch.FetchOutcome
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.fetch.FetchResult
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.limit.RateLimiter
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.rotation.SafeRedirect
import dev.proxyrotator.rotation.redirects
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.source.ProxySource
import dev.proxyrotator.source.file
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.HttpClient
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondRedirect
import io.ktor.client.engine.okhttp.OkHttp
import io.ktor.client.plugins.ResponseException
import io.ktor.client.request.bearerAuth
import io.ktor.client.request.get
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpStatusCode
import io.ktor.http.Url
import io.ktor.http.headersOf
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import kotlinx.serialization.json.JsonElement
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.writeText
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

// What follows is printed in the guide.

fun ProxyRotatorBuilder.orders(token: String) {
    baseUrl = "https://api.example.com/v1"
    userAgent = "orders/2.1"
    defaultHeader("Accept-Language", "sv")
    bearerAuth(token) // or basicAuth(username, password)
    expectSuccess = true // a 404 is an exception
}

fun ProxyRotatorBuilder.withCookies() =
    cookies {
        keep = true // default false
        set("http://shop.example/", "currency", "SEK") // sent to this host alone
    }

fun ProxyRotatorBuilder.carefulRedirects() {
    redirects {
        maxRedirects = 5 // default 10
        sensitiveHeaders = setOf("X-Api-Key") // not to another origin, like Authorization and Cookie
    }
    targetGuard = TargetGuard.publicOnly()
}

val ownTargets = TargetGuard { url -> url.host == "example.com" || url.host.endsWith(".example.com") }

fun redirectingClient(proxy: String) =
    HttpClient(ProxyEngine) {
        followRedirects = false
        install(SafeRedirect) { sensitiveHeaders = setOf("X-Api-Key") }
        engine { proxies(proxy) }
    }

fun ProxyRotatorBuilder.strangers() =
    compression {
        maxRatio = 50 // default 200
        maxRatioFrom = 1_000_000 // default 10 MiB
    }

fun ProxyRotatorBuilder.byEndpoint() =
    timeouts {
        connect = 3.seconds
        call = 30.seconds
        host("*.reports.example") { call = 5.minutes }
        glob("https://api.example/export/**") {
            call = 10.minutes
            idle = 60.seconds
        }
        regex(Regex("https://api\\.example/.*[?&]page=\\d+")) { call = 10.seconds }
    }

fun ProxyRotatorBuilder.steadyWaits() =
    retry {
        maxRetries(3) // the same as maxAttempts = 4
        backoff = Backoff(base = 1.seconds, cap = 30.seconds, factor = 2.0, jitter = false)
        statusBackoff = Backoff.fixed(1.seconds) // after a status; default like backoff
    }

suspend fun fetchThem(rotator: ProxyRotator): FetchResult {
    val asked =
        listOf(
            FetchRequest("http://api.example.com/users/1"),
            FetchRequest("http://api.example.com/slow", timeout = 30.seconds, maxRetries = 0),
        )
    val result = rotator.fetchAll(asked, maxConcurrent = 3)
    result.successes.forEach { println("${it.url}: ${it.status} in ${it.responseTime}, attempt ${it.attempt}") }
    result.failures.forEach { println("${it.url}: ${it.error}") }
    println("${result.successCount}/${asked.size}, ${rotator.getFetchStats()}")
    return result
}

fun ProxyRotatorBuilder.manyUrls() =
    fetch {
        maxConcurrent = 50 // default 100
        chunkSize = 500 // default null: no chunks
        timeout = 20.seconds // of URLs given as text; default 10 s
        maxRetries = 5 // of URLs given as text; default 3
    }

suspend fun fetchAsOneLikes(rotator: ProxyRotator): JsonElement {
    val outcomes: Map<String, FetchOutcome> = rotator.fetchUrls(listOf("http://a.example/", "http://b.example/"))
    outcomes.forEach { (url, outcome) ->
        println(if (outcome.success) "$url: ${outcome.statusCode}" else outcome.error)
    }
    return rotator.fetch("http://api.example.com/user").json() // or decode<User>(); throws for a status
}

suspend fun downloadIt(
    rotator: ProxyRotator,
    url: String,
    file: Path,
) {
    val options = DownloadOptions(keepPartial = true, overwrite = true)
    rotator.download(url, file, options).collect { println("${it.bytes} of ${it.total}") }
    val result = rotator.downloadTo(url, file, options) // the same without progress
    println("${result.bytes} bytes in ${result.duration}, gone on with ${result.resumed} times")
}

suspend fun atTenASecond(
    rotator: ProxyRotator,
    urls: List<String>,
    limiter: RateLimiter = RateLimiter(rate = 10, per = 1.seconds, burst = 1),
) = coroutineScope {
    urls.forEach { url ->
        limiter.acquire() // tryAcquire(maxWait = 2.seconds) gives up
        launch { println(rotator.get(url).status) }
    }
}

fun ProxyRotatorBuilder.fromOutside(file: Path) {
    fromJsonFile(file)
    fromEnvironment(prefix = "ORDERS_") // ORDERS_HTTP_TIMEOUT and so on; default no prefix
}

const val SETTINGS = """
{
  "proxies": ["http://user:password@a.example:8080"],
  "strategy": "least-in-flight",
  "baseUrl": "https://api.example.com/v1",
  "timeouts": {"call": "1m 30s", "rules": [{"host": "*.reports.example", "limits": {"call": "5m"}}]},
  "retry": {"maxRetries": 3, "backoff": {"base": "200ms", "factor": 1.5}},
  "limits": {"ratePerHost": {"permits": 10, "per": "1s", "burst": 5}},
  "bans": {"rules": [{"status": {"statuses": [403], "duration": "10m"}}]}
}
"""

suspend fun keepUpToDate(
    rotator: ProxyRotator,
    file: Path,
): Job {
    val ours = ProxySource.file(file)
    println(rotator.refresh(ours)) // 120 added, 0 removed …
    val theirs = rotator.proxySource("https://lists.example.com/proxies.csv") { request { bearerAuth("key") } }
    return rotator.refreshEvery(theirs, interval = 10.minutes) { result -> result.problems.forEach(::println) }
}

suspend fun watch(rotator: ProxyRotator) {
    rotator.addListener { event -> println(event) } // at once, on the thread at hand
    val calls: Flow<RotationEvent.CallEnded> = rotator.events.filterIsInstance<RotationEvent.CallEnded>()
    calls.collect { println("${it.target} took ${it.duration} in ${it.attempts.size} attempt(s)") }
}

fun ProxyRotatorBuilder.talkative() =
    logging {
        name = "orders.http" // loggers orders.http.call, orders.http.attempt …
        level = LogLevel.DEBUG // default INFO
    }

suspend fun workflow(
    rotator: ProxyRotator,
    urls: List<String>,
) = rotator.timed("Workflow") {
    val responses = timed("Fetching") { rotator.batchGet(urls) }
    timed("Processing") { responses.count { it.isSuccess } } // reported as Workflow/Processing
}

suspend fun bestPractices(
    proxies: List<String>,
    urls: List<String>,
): Map<String, FetchOutcome> =
    ProxyRotator(proxies) {
        timeouts {
            host("slow.example") {
                call = 2.minutes
                responseHead = 60.seconds
            }
        }
        limits { ratePerHost = RateLimit(10, per = 1.seconds) }
        fetch {
            maxConcurrent = 50
            chunkSize = 500
        }
    }.use { it.fetchUrls(urls) }

private const val API = "https://api.example.com/v1"

@OptIn(ExperimentalCoroutinesApi::class)
class ClientGuideTest :
    FunSpec({
        test("the guide's base URL, headers and credentials go to their origin, and a 404 is an exception") {
            runTest {
                val asked = ArrayList<Pair<String, String?>>()
                mockRotator("http://a.example", configure = { orders("token") }) { request ->
                    asked.add(request.url.toString() to request.headers["Authorization"])
                    if (request.url.encodedPath.endsWith(
                            "/none",
                        )
                    ) {
                        respondError(HttpStatusCode.NotFound)
                    } else {
                        respond("ok")
                    }
                }.use { rotator ->
                    rotator.get("users")
                    rotator.get("/users")
                    rotator.get("http://other.example/")
                    shouldThrow<ResponseException> { rotator.get("none") }.response.status.value shouldBe 404
                    shouldThrow<ResponseException> { rotator.get("none").requireSuccess() }
                }
                asked.take(3) shouldContainExactly
                    listOf(
                        "$API/users" to "Bearer token",
                        "$API/users" to "Bearer token",
                        "http://other.example/" to null,
                    )
            }
        }

        test("the guide's cookies are kept, and go to their host alone") {
            runTest {
                val sent = ArrayList<String?>()
                mockRotator("http://a.example", configure = { withCookies() }) { request ->
                    sent.add(request.headers["Cookie"])
                    respond("ok", headers = headersOf("Set-Cookie", "basket=7"))
                }.use { rotator ->
                    rotator.get("http://other.example/")
                    rotator.get("http://shop.example/")
                    rotator.get("http://other.example/")
                    rotator.cookies.all.size shouldBe 3
                }
                sent shouldContainExactly listOf(null, "currency=SEK", "basket=7")
            }
        }

        test("the guide's redirects keep the listed header at home, and lead to no private place") {
            runTest {
                val keys = ArrayList<String?>()
                mockRotator("http://a.example", configure = { carefulRedirects() }) { request ->
                    keys.add(request.headers["X-Api-Key"])
                    when (request.url.encodedPath) {
                        "/away" -> respondRedirect("https://other.example/")
                        "/inside" -> respondRedirect("http://169.254.169.254/latest")
                        "/down" -> respondRedirect("http://api.example/")
                        else -> respond("ok")
                    }
                }.use { rotator ->
                    suspend fun get(url: String) = rotator.get(url) { headers.append("X-Api-Key", "secret") }
                    get("https://api.example/away").redirects shouldContainExactly
                        listOf(Url("https://api.example/away"))
                    keys shouldContainExactly listOf("secret", null)
                    shouldThrow<TargetRefusedException> { get("http://api.example/inside") }
                    shouldThrow<RedirectRefusedException> { get("https://api.example/down") }
                    rotator
                        .get(
                            "https://api.example/away",
                        ) { rotation { followRedirects = false } }
                        .redirects.size shouldBe
                        0
                }
            }
            ownTargets.allows(Url("https://api.example.com/")) shouldBe true
            ownTargets.allows(Url("https://example.com.other.example/")) shouldBe false
        }

        test("the guide's Ktor client follows redirects safely") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    redirectingClient(proxy.url).use { it.get(origin.url("/")).bodyAsText() shouldBe "hello" }
                }
            }
        }

        test("the guide's time limits by URL are taken, and the request's own come before them") {
            runTest {
                mockRotator("http://a.example", configure = { byEndpoint() }) {
                    delay(2.minutes)
                    respond("late")
                }.use { rotator ->
                    rotator.get("http://a.reports.example/") { rotation { timeouts { responseHead = 3.minutes } } }
                    val limit = shouldThrow<ProxyTimeoutException> { rotator.get("https://api.example/?page=1") }.limit
                    limit shouldBe 10.seconds
                    shouldThrow<ProxyTimeoutException> {
                        rotator.get("http://a.reports.example/") { rotation { timeout = 5.seconds } }
                    }.limit shouldBe 5.seconds
                }
            }
        }

        test("the guide's waits, compression, chunks, and log are taken") {
            val configure: ProxyRotatorBuilder.() -> Unit = {
                steadyWaits()
                strangers()
                manyUrls()
                talkative()
            }
            ProxyRotator(configure = configure).use { rotator ->
                rotator.config.retry.maxAttempts shouldBe 4
                rotator.config.retry.statusBackoff.jitter shouldBe false
                rotator.config.compression.maxRatio shouldBe 50
                rotator.config.fetch.chunkSize shouldBe 500
            }
            ProxyRotator {
                transport = EnginePerProxy(OkHttp)
                http2 = true
            }.use { it.config.http2 shouldBe true }
        }

        test("the guide's fetches have something for each request") {
            runTest {
                mockRotator("http://a.example") { request ->
                    if (request.url.encodedPath == "/slow") {
                        respondError(HttpStatusCode.InternalServerError)
                    } else {
                        respond("""{"name":"Ada"}""")
                    }
                }.use { rotator ->
                    fetchThem(rotator).outcomes.map { it.statusCode } shouldBe listOf(200, 500)
                    fetchAsOneLikes(rotator).toString() shouldBe """{"name":"Ada"}"""
                    rotator.getFetchStats().requests shouldBe 5
                    val urls = List(3) { "http://a.example/$it" }
                    workflow(rotator, urls) shouldBe 3
                    atTenASecond(rotator, urls, RateLimiter(10, burst = 1, timeSource = testTimeSource))
                    testScheduler.currentTime shouldBe 200
                }
            }
        }

        test("the guide's best practices give an outcome for each URL") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    val urls = listOf("/", "/status/404").map(origin::url)
                    bestPractices(listOf(proxy.url), urls).values.map { it.success } shouldBe listOf(true, false)
                }
            }
        }

        test("the guide's download is there, and may be there already") {
            val file = tempdir().toPath().resolve("large.bin")
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    ProxyRotator(proxy.url).use { downloadIt(it, origin.url("/bytes/20000"), file) }
                }
            }
            Files.readAllBytes(file) shouldBe patternedBytes(20_000)
        }

        test("the guide's settings are read") {
            val file = tempdir().toPath().resolve("settings.json")
            file.writeText(SETTINGS)
            ProxyRotator { fromOutside(file) }.use { rotator ->
                rotator.pool.size shouldBe 1
                rotator.strategy.name shouldBe "least-in-flight"
                rotator.config.defaults.baseUrl shouldBe Url("https://api.example.com/v1")
                rotator.config.timeout shouldBe 90.seconds
                rotator.config.timeouts.rules
                    .single()
                    .timeouts.call shouldBe 5.minutes
                rotator.config.limits.ratePerHost shouldBe RateLimit(10, per = 1.seconds, burst = 5)
            }
        }

        test("the guide's lists are read, from a file and through the rotator") {
            val list = tempdir().toPath().resolve("proxies.txt")
            list.writeText("10.0.0.1:8080\n10.0.0.2:8080:user:password\n")
            runTest {
                mockRotator("http://a.example") { respond("host,port\n8.8.8.8,80\nnonsense,\n") }.use { rotator ->
                    keepUpToDate(rotator, list).cancel()
                    rotator.pool.proxies.value
                        .map(Proxy::host) shouldContainExactly listOf("a.example", "10.0.0.1", "10.0.0.2")
                }
            }
        }

        test("the guide's events are told") {
            runTest {
                mockRotator("http://a.example") { respond("ok") }.use { rotator ->
                    val watching = backgroundScope.launch { watch(rotator) }
                    testScheduler.runCurrent()
                    rotator.get("http://target.example/")
                    testScheduler.runCurrent()
                    watching.cancel()
                }
            }
            val lines = ArrayList<String>()
            BlockTimer { lines.add("$it") }.timed("Total") { timed("Setup") { } }
            lines.first() shouldContain "path=Total/Setup outcome=RETURNED"
        }
    })

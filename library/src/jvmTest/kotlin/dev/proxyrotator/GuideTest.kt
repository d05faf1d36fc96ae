package dev.proxyrotator

import dev.proxyrotator.ban.BanRules
import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.engine.TlsVersion
import dev.proxyrotator.engine.adapter.EnginePerProxy
import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.retry.RetryBudget
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.LatencyAware
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectionRequest
import dev.proxyrotator.selection.Selector
import dev.proxyrotator.selection.SelectorContext
import dev.proxyrotator.selection.Tier
import dev.proxyrotator.selection.Tiered
import dev.proxyrotator.session.OnExitLost
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.ktor.client.HttpClient
import io.ktor.client.call.body
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.MockEngineConfig
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.plugins.contentnegotiation.ContentNegotiation
import io.ktor.client.request.get
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import io.ktor.serialization.kotlinx.json.json
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import java.net.ConnectException
import java.nio.file.Path
import kotlin.io.path.writeText
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

// What follows is printed in the guide.

/** Stays with one proxy for as long as it can be chosen. */
class Steady : RotationStrategy {
    override val name = "steady"

    override fun newSelector(context: SelectorContext): Selector =
        object : Selector {
            private val candidates = LinkedHashSet<Candidate>()
            override val size get() = candidates.size

            override fun add(candidate: Candidate) = check(candidates.add(candidate))

            override fun remove(candidate: Candidate) = check(candidates.remove(candidate))

            override fun update(candidate: Candidate) = check(candidate in candidates)

            override fun select(request: SelectionRequest) = candidates.firstOrNull { it !in request.excluded }
        }
}

val cheapFirst =
    Tiered(
        listOf(
            Tier(ProxyFilter.tags("datacenter")),
            Tier(ProxyFilter.tags("residential"), LatencyAware()),
        ),
    )

val cheapestOfTwo =
    RotationStrategy.of("cheapest-of-two") { choices, _ ->
        minOf(choices.random(), choices.random(), compareBy { it.proxy.cost })
    }

fun ProxyRotatorBuilder.careful() =
    sessions {
        timeToLive = 9.minutes // for a gateway that keeps an address for ten; default no end
        maxUses = 50 // default any number
        onExitLost = OnExitLost.FAIL // default MIGRATE; also MIGRATE_AND_FORGET_COOKIES
        maxSessions = 10_000 // the least recently used goes; default 100,000
        cookies = false // default true
    }

fun ProxyRotatorBuilder.shop() =
    bans {
        rule(BanRules.forbidden) // 403, for 10 minutes
        status(503, duration = 5.minutes)
        header("Server", "shield")
        body("unusual traffic", scope = BanScope.GLOBAL, duration = 1.hours) // away from every host
        redirect("/captcha")
        rule("empty list", duration = 30.seconds) { it.status == 200 && it.text == "[]" }
        requireHeader("X-Shop-Version") // a portal has none
        onExhausted = OnExhausted.THROW
    }

fun ProxyRotatorBuilder.gentle() =
    limits {
        maxConnectionsPerHost = 4 // through whatever proxies; default no limit
        ratePerHost = RateLimit(2, per = 1.seconds, burst = 1)
        ratePerProxy = RateLimit(60, per = 1.minutes)
        rate = RateLimit(100, per = 1.seconds) // of all together
    }

fun ProxyRotatorBuilder.patient() =
    retry {
        maxAttempts = 6
        maxFailovers = 10
        budget = RetryBudget(ratio = 0.1, reservePerSecond = 5.0) // RetryBudget.Unlimited for none
    }

fun ProxyRotatorBuilder.strict() =
    health {
        failureThreshold = 3
        coolDown = 60.seconds
        maxEjected = 0.5
    }

fun whoFailed(error: ProxyConnectionException) = error.attempts.groupingBy { it.blame }.eachCount()

fun ProxyRotatorBuilder.intranet(directory: Path) =
    tls {
        trust(directory.resolve("authority.pem"))
        clientCertificate(directory.resolve("client.pem"), directory.resolve("client.key"))
        pin("*.intra.example", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        minVersion = TlsVersion.TLS_1_3
    }

@OptIn(ExperimentalCoroutinesApi::class)
fun failsOver() =
    runTest {
        val testDispatcher = StandardTestDispatcher(testScheduler)
        val clock = testTimeSource
        val engine =
            MockEngine(
                MockEngineConfig().apply {
                    dispatcher = testDispatcher
                    addHandler { request ->
                        if (request.route.proxy.host == "a.example") throw ConnectException()
                        respond("ok")
                    }
                },
            )
        ProxyRotator("http://a.example", "http://b.example") {
            transport = EnginePerProxy(engine)
            dispatcher = testDispatcher
            timeSource = clock
        }.use { rotator ->
            val response = rotator.get("http://target.example/")
            check(response.attempts.size == 2)
            check(response.proxy.host == "b.example")
        }
    }

suspend fun inKtorClient(proxy: String) {
    val client =
        HttpClient(ProxyEngine) {
            engine {
                proxies(proxy, "http://b.example:8080")
                retry { maxAttempts = 3 }
            }
        }
    val response = client.get("http://target.example/") { rotation { timeout = 5.seconds } }
    println("${response.attempts.size} attempt(s), ${client.proxyPool.size} proxies")
    client.close()
}

private const val TARGET = "http://shop.example/"

class GuideTest :
    FunSpec({
        test("the guide's tiers turn to dear proxies where cheap ones are banned") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    proxy(Proxy.parse("http://cheap.example").withTags("datacenter"))
                    proxy(
                        Proxy
                            .parse("http://dear.example")
                            .withTags("residential")
                            .withCountry("SE")
                            .withCost(8.0),
                    )
                    strategy = cheapFirst
                }
                mockRotator(configure = configure) { request ->
                    if (request.route.proxy.host == "cheap.example") {
                        respondError(HttpStatusCode.TooManyRequests)
                    } else {
                        respond("ok")
                    }
                }.use { rotator ->
                    rotator.get(TARGET).attempts.map { it.proxy.host } shouldBe listOf("cheap.example", "dear.example")
                    rotator.get(TARGET).attempts.map { it.proxy.host } shouldBe listOf("dear.example")
                    rotator.strategy = cheapestOfTwo
                    rotator.get("http://other.example/") { rotation { country("SE", "NO") } }.attempts.size shouldBe 1
                    shouldThrow<ProxyPoolEmptyException> {
                        rotator.get(TARGET) { rotation { filter = ProxyFilter.where("port 8080") { it.port == 8080 } } }
                    }.reason shouldBe ProxyPoolEmptyException.Reason.FILTER_MATCHES_NONE
                }
            }
        }

        test("the guide's session stays with its proxy, and outlives the rotator") {
            runTest {
                var saved = ""
                mockRotator("http://a.example", "http://b.example") { respond("ok") }.use { rotator ->
                    val account = rotator.sessions.open("user-42", mapOf("User-Agent" to "agent"))
                    repeat(3) { rotator.get(TARGET) { rotation { session = "user-42" } } }
                    rotator.pool.statistics().map { it.requests } shouldBe listOf(3L, 0L)
                    account.uses shouldBe 3
                    saved = rotator.sessions.save()
                    account.retire() shouldBe true
                    rotator.sessions.size shouldBe 0
                }
                mockRotator("http://a.example", "http://b.example", configure = { careful() }) { respond("ok") }
                    .use { rotator ->
                        rotator.sessions.restore(saved)
                        rotator.sessions["user-42"]?.uses shouldBe 3
                        rotator.config.sessions.onExitLost shouldBe OnExitLost.FAIL
                    }
            }
        }

        test("the guide's bans, limits, retries and health are taken") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    shop()
                    gentle()
                    patient()
                    strict()
                }
                mockRotator("http://a.example", "http://b.example", configure = configure) { request ->
                    if (request.route.proxy.host == "a.example") {
                        respond("[]", headers = headersOf("X-Shop-Version", "1"))
                    } else {
                        respond("portal")
                    }
                }.use { rotator ->
                    val error = shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                    error.attempts.first().failure shouldBe FailureKind.BANNED
                    error.attempts.last().failure shouldBe FailureKind.REJECTED
                    whoFailed(error).keys.contains(Blame.PROXY) shouldBe true
                    rotator.config.limits.ratePerHost shouldBe RateLimit(2, per = 1.seconds, burst = 1)
                    rotator.config.retry.maxFailovers shouldBe 10
                    rotator.config.health.maxEjected shouldBe 0.5
                }
            }
        }

        test("the guide's batch tells of each URL as it is completed") {
            runTest {
                val urls = List(3) { "$TARGET$it" }
                mockRotator("http://a.example") { respond("ok") }.use { rotator ->
                    val indexes = ArrayList<Long>()
                    rotator.batchGetAsCompleted(urls, maxConcurrent = 50).collect { (index, url, result) ->
                        println("#$index $url: ${result.map { it.status }}")
                        indexes.add(index)
                    }
                    indexes.sorted() shouldBe listOf(0L, 1L, 2L)
                }
            }
        }

        test("the guide's test runs on virtual time") { failsOver() }

        test("the guide's strategy stays with one proxy until that fails") {
            runTest {
                var broken = ""
                mockRotator("http://a.example", "http://b.example", configure = { strategy = Steady() }) { request ->
                    if (request.route.proxy.host == broken) throw ConnectException()
                    respond("ok")
                }.use { rotator ->
                    suspend fun way() = rotator.get("http://target.example/").proxy.host
                    List(3) { way() } shouldBe List(3) { "a.example" }
                    broken = "a.example"
                    way() shouldBe "b.example"
                    rotator.getPoolStats().currentStrategy shouldBe "steady"
                }
            }
        }

        test("the guide's Ktor client gets its answer through the first proxy") {
            LoopbackProxy(ProxyBehaviour.Status(200)).use { proxy ->
                inKtorClient(proxy.url)
                proxy.requests.size shouldBe 1
            }
        }

        test("the guide's settings of TLS are taken") {
            val directory = tempdir().toPath()
            directory.resolve("authority.pem").writeText(TestCertificates.authority.certificate.certificatePem)
            directory.resolve("client.pem").writeText(TestCertificates.client.chainPem)
            directory.resolve("client.key").writeText(TestCertificates.client.privateKeyPem)
            runTest {
                mockRotator("http://a.example", configure = { intranet(directory) }) { respond("ok") }.use { rotator ->
                    rotator.config.tls.extras shouldBe listOf("minVersion", "trust", "clientCertificate", "pin")
                }
            }
        }

        test("JSON goes through Ktor's own plugin") {
            runTest {
                mockRotator("http://a.example", configure = { client { install(ContentNegotiation) { json() } } }) {
                    respond("""{"name":"Ada"}""", headers = headersOf(HttpHeaders.ContentType, "application/json"))
                }.use { rotator ->
                    val user: Map<String, String> = rotator.get("http://api.example.com/user").body()
                    user shouldBe mapOf("name" to "Ada")
                }
            }
        }

        test("a stream emits the body of a 404, unless success is expected") {
            runTest {
                val url = "http://target.example/"
                mockRotator("http://a.example") { respondError(HttpStatusCode.NotFound, "gone") }.use { rotator ->
                    rotator.streamGet(url).toList().single() shouldBe "gone".toByteArray()
                }
                mockRotator("http://a.example", configure = { client { expectSuccess = true } }) {
                    respondError(HttpStatusCode.NotFound, "gone")
                }.use { rotator ->
                    shouldThrow<ClientRequestException> { rotator.streamGet(url).toList() }
                }
            }
        }
    })

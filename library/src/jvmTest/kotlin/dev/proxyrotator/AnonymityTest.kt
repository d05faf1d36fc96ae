package dev.proxyrotator

import dev.proxyrotator.anonymity.EchoedRequest
import dev.proxyrotator.anonymity.UnreadableEchoException
import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.Gateway
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.mock.MockRequestHandleScope
import io.ktor.client.engine.mock.respond
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicInteger

private const val ECHO = "http://echo.example/"
private const val TRANSPARENT = "http://transparent.example"
private const val ANONYMOUS = "http://anonymous.example"
private const val ELITE = "http://elite.example"

private fun mark(request: HttpRequestData) = """"X-Echo-Check": "${request.headers["X-Echo-Check"]}""""

/** What an echo says of the three proxies of this test; others leave by an exit made of their port. */
private fun MockRequestHandleScope.echo(request: HttpRequestData): HttpResponseData {
    val (exit, fields) =
        when (request.route.proxy.host) {
            "transparent.example" -> "192.0.2.1" to """, "X-Forwarded-For": "198.51.100.7""""
            "anonymous.example" -> "192.0.2.2" to """, "Via": "1.1 squid""""
            else -> "192.0.2.${request.route.proxy.port % 200}" to ""
        }
    return respond("""{"ip": "$exit", "headers": {"Host": "echo.example", ${mark(request)}$fields}}""")
}

class AnonymityTest :
    FunSpec({
        test("K6 each proxy is asked through, and its level is kept where requests can ask for it") {
            runTest {
                mockRotator(TRANSPARENT, ANONYMOUS, ELITE) { echo(it) }.use { rotator ->
                    val reports = rotator.checkAnonymity(ECHO)
                    reports.map { it.level }.shouldContainExactly(AnonymityLevel.entries)
                    reports.map { it.exits.single() }.shouldContainExactly("192.0.2.1", "192.0.2.2", "192.0.2.80")
                    reports.map { it.traces }.shouldContainExactly(
                        listOf("x-forwarded-for"),
                        listOf("via"),
                        emptyList(),
                    )
                    rotator.pool
                        .statistics()
                        .map { it.proxy.anonymity }
                        .shouldContainExactly(AnonymityLevel.entries)
                    repeat(4) {
                        val response = rotator.get("http://t/") { rotation { anonymity(AnonymityLevel.ELITE) } }
                        response.proxy.host shouldBe "elite.example"
                    }
                }
            }
        }

        test("K6 no proxy of unknown level serves a request that asks for one") {
            runTest {
                mockRotator(ELITE) { echo(it) }.use { rotator ->
                    shouldThrow<ProxyPoolEmptyException> {
                        rotator.get("http://t/") { rotation { anonymity(AnonymityLevel.TRANSPARENT) } }
                    }.reason shouldBe ProxyPoolEmptyException.Reason.FILTER_MATCHES_NONE
                }
            }
        }

        test("K6 an exit as before lowers the level, of one checked later too, and a repeated check changes nothing") {
            runTest {
                mockRotator("http://a.example", "http://b.example") { echo(it) }.use { rotator ->
                    rotator.checkAnonymity(ECHO) { filter = hosts("b.example") }.single().level shouldBe
                        AnonymityLevel.ELITE
                    repeat(2) {
                        val first = rotator.checkAnonymity(ECHO) { filter = hosts("a.example") }.single()
                        first.level shouldBe AnonymityLevel.ELITE
                        rotator.levels().shouldContainExactly(AnonymityLevel.ELITE, AnonymityLevel.ANONYMOUS)
                    }
                    rotator.checkAnonymity(ECHO)[1].sharesExitWith?.host shouldBe "a.example"
                }
            }
        }

        test("a proxy that was removed is forgotten with its exit") {
            runTest {
                mockRotator("http://a.example", "http://b.example") { echo(it) }.use { rotator ->
                    rotator.checkAnonymity(ECHO)
                    rotator.removeProxy("http://a.example")
                    rotator.checkAnonymity(ECHO).single().level shouldBe AnonymityLevel.ELITE
                }
            }
        }

        test("K6 a gateway is asked twice") {
            runTest {
                val asked = AtomicInteger()
                mockRotator(handler = {
                    respond("""{"ip": "192.0.2.${asked.incrementAndGet()}", "headers": {"Host": "e", ${mark(it)}}}""")
                }).use { rotator ->
                    rotator.addProxy(Proxy.parse("http://g.example").withGateway(Gateway()))
                    val report = rotator.checkAnonymity(ECHO).single()
                    report.exits.shouldContainExactly("192.0.2.1", "192.0.2.2")
                    report.level shouldBe AnonymityLevel.ELITE
                }
            }
        }

        test("K6 both looks at a gateway are through connections of their own, so that it has an exit to change") {
            LoopbackOrigin { request ->
                val mark = request.header("X-Echo-Check")
                OriginAnswer.Whole("""{"ip": "127.0.0.1", "headers": {"Host": "e", "X-Echo-Check": "$mark"}}""")
            }.use { origin ->
                LoopbackProxy().use { proxy ->
                    ProxyRotator().use { rotator ->
                        rotator.addProxy(Proxy.parse(proxy.url).withGateway(Gateway()))
                        repeat(2) { rotator.get(origin.url("/")).status shouldBe HttpStatusCode.OK }
                        proxy.connections.accepted shouldBe 1
                        val report = rotator.checkAnonymity(origin.url("/")).single()
                        report.sharesExitWith shouldBe report.proxy
                        // The first look takes the connection that is open, and leaves none behind.
                        proxy.connections.accepted shouldBe 2
                    }
                }
            }
        }

        test("a list that is loaded again does not undo what was found") {
            runTest {
                mockRotator(ELITE) { echo(it) }.use { rotator ->
                    rotator.checkAnonymity(ECHO)
                    rotator.addProxy(Proxy.parse(ELITE).withTags("again"))
                    rotator.pool.proxies.value
                        .single()
                        .run {
                            anonymity shouldBe AnonymityLevel.ELITE
                            tags.shouldContainExactly("again")
                        }
                    rotator.addProxy(Proxy.parse(ELITE).withAnonymity(AnonymityLevel.ANONYMOUS))
                    rotator.levels().shouldContainExactly(AnonymityLevel.ANONYMOUS)
                }
            }
        }

        test("a failure is the report of that proxy, which is asked once, and keeps the level it had") {
            runTest {
                val asked = ConcurrentHashMap<String, AtomicInteger>()
                var isDown = false
                mockRotator(ANONYMOUS, ELITE) { request ->
                    asked.getOrPut(request.route.proxy.host) { AtomicInteger() }.incrementAndGet()
                    if (isDown && request.route.proxy.host == "anonymous.example") throw ConnectException()
                    echo(request)
                }.use { rotator ->
                    rotator.checkAnonymity(ECHO)
                    isDown = true
                    val (down, up) = rotator.checkAnonymity(ECHO)
                    down.level.shouldBeNull()
                    down.error.shouldBeInstanceOf<ProxyConnectionException>()
                    up.level shouldBe AnonymityLevel.ELITE
                    asked.mapValues { it.value.get() } shouldBe mapOf("anonymous.example" to 2, "elite.example" to 2)
                    rotator.levels().shouldContainExactly(AnonymityLevel.ANONYMOUS, AnonymityLevel.ELITE)
                }
            }
        }

        test("an answer that is no echo is never taken for a clean one") {
            runTest {
                mockRotator(ANONYMOUS, ELITE) { request ->
                    if (request.route.proxy.host == "elite.example") {
                        respond("", HttpStatusCode.NoContent)
                    } else {
                        respond("blocked", HttpStatusCode.Forbidden)
                    }
                }.use { rotator ->
                    val errors =
                        rotator
                            .checkAnonymity(
                                ECHO,
                            ).map { it.error.shouldBeInstanceOf<UnreadableEchoException>() }
                    errors.map { it.reason }.shouldContainExactly(
                        "its status is 403",
                        "it names no IP address that the request came from",
                    )
                    rotator.levels().shouldContainExactly(null, null)
                }
            }
        }

        test("a redirect is no echo, and nobody follows it") {
            runTest {
                mockRotator(ELITE) {
                    val headers = io.ktor.http.headersOf(HttpHeaders.Location, "http://elsewhere.example/")
                    respond("", HttpStatusCode.Found, headers)
                }.use { rotator ->
                    rotator
                        .checkAnonymity(ECHO)
                        .single()
                        .error
                        .shouldBeInstanceOf<UnreadableEchoException>()
                }
            }
        }

        test("a proxy out of rotation is not asked") {
            runTest {
                val oneStrike: ProxyRotatorBuilder.() -> Unit = { health { failureThreshold = 1 } }
                mockRotator(ELITE, configure = oneStrike) { throw ConnectException() }.use { rotator ->
                    shouldThrow<ProxyConnectionException> { rotator.get("http://t/") }
                    rotator
                        .checkAnonymity(ECHO)
                        .single()
                        .error
                        .shouldBeInstanceOf<ProxyPoolEmptyException>()
                }
            }
        }

        test("Proxy.Direct is not asked: that would tell the client's own address") {
            runTest {
                mockRotator { echo(it) }.use { rotator ->
                    rotator.addProxy(Proxy.Direct)
                    rotator.checkAnonymity(ECHO).shouldBeEmpty()
                }
            }
        }

        test("an echo of the user's own form is read by the user, whose error is the report's") {
            runTest {
                mockRotator(ELITE) { respond(it.headers["X-Echo-Check"].orEmpty()) }.use { rotator ->
                    val own =
                        rotator.checkAnonymity(ECHO) {
                            echo {
                                EchoedRequest(
                                    "192.0.2.9",
                                    mapOf("host" to listOf("e"), "x-echo-check" to listOf(it)),
                                )
                            }
                        }
                    own.single().exits.shouldContainExactly("192.0.2.9")
                    val broken = rotator.checkAnonymity(ECHO) { echo { error("mine") } }.single()
                    broken.error.shouldBeInstanceOf<IllegalStateException>().message shouldBe "mine"
                }
            }
        }

        test("what a cache has, or tells only a part, is no echo of the request") {
            runTest {
                mockRotator(ELITE) { respond("""{"ip": "192.0.2.1", "headers": {"Host": "e"}}""") }.use { rotator ->
                    val error = rotator.checkAnonymity(ECHO).single().error
                    error.shouldBeInstanceOf<UnreadableEchoException>().reason shouldBe
                        "it does not repeat the X-Echo-Check that was sent"
                }
            }
        }

        test("an answer of megabytes is not read as an echo, and disturbs no other") {
            runTest {
                mockRotator(ANONYMOUS, ELITE) { request ->
                    if (request.route.proxy.host == "elite.example") echo(request) else respond("<".repeat(1_000_000))
                }.use { rotator ->
                    rotator.checkAnonymity(ECHO).map { it.level }.shouldContainExactly(null, AnonymityLevel.ELITE)
                }
            }
        }

        test("what the user says of a proxy, or a proxy added anew, is not undone by a check of others") {
            runTest {
                mockRotator("http://a.example:1", "http://b.example:2") { echo(it) }.use { rotator ->
                    rotator.checkAnonymity(ECHO)
                    rotator.addProxy(Proxy.parse("http://b.example:2").withAnonymity(AnonymityLevel.TRANSPARENT))
                    rotator.checkAnonymity(ECHO) { filter = hosts("a.example") }
                    rotator.levels().shouldContainExactly(AnonymityLevel.ELITE, AnonymityLevel.TRANSPARENT)
                    rotator.removeProxy("http://b.example:2")
                    rotator.addProxy("http://b.example:2")
                    rotator.checkAnonymity(ECHO) { filter = hosts("a.example") }
                    rotator.levels().shouldContainExactly(AnonymityLevel.ELITE, null)
                }
            }
        }

        test("a filter of the user's that fails on a level leaves the pool as it is") {
            runTest {
                mockRotator(ELITE) { echo(it) }.use { rotator ->
                    val touchy = ProxyFilter.where("touchy") { it.anonymity == null || error("mine") }
                    rotator.get("http://t/") { rotation { filter = touchy } }
                    shouldThrow<IllegalStateException> { rotator.checkAnonymity(ECHO) }.message shouldBe "mine"
                    rotator.levels().shouldContainExactly(listOf<AnonymityLevel?>(null))
                }
            }
        }

        test("a session does not lead past what its request asks for") {
            runTest {
                mockRotator(TRANSPARENT, ELITE) { echo(it) }.use { rotator ->
                    rotator.get("http://t/") {
                        rotation {
                            session = "u"
                            filter = hosts("transparent.example")
                        }
                    }
                    rotator.checkAnonymity(ECHO)
                    shouldThrow<ProxyPoolEmptyException> {
                        rotator.get("http://t/") {
                            rotation {
                                session = "u"
                                anonymity(AnonymityLevel.ELITE)
                            }
                        }
                    }.reason shouldBe ProxyPoolEmptyException.Reason.FILTER_MATCHES_NONE
                    rotator.get("http://t/") { rotation { session = "u" } }.proxy.host shouldBe "transparent.example"
                }
            }
        }

        test("options out of range are named") {
            runTest {
                mockRotator(ELITE) { echo(it) }.use { rotator ->
                    shouldThrow<IllegalArgumentException> { rotator.checkAnonymity(ECHO) { maxConcurrent = 0 } }
                    shouldThrow<IllegalArgumentException> {
                        rotator.checkAnonymity(
                            ECHO,
                        ) { clientAddresses = setOf("me") }
                    }
                    shouldThrow<IllegalArgumentException> { rotator.checkAnonymity("echo") }
                    shouldThrow<IllegalArgumentException> { rotator.checkAnonymity("https://echo.example/") }
                }
            }
        }

        test("a report shows no credentials") {
            runTest {
                mockRotator("http://user:hunter2@elite.example") { echo(it) }.use { rotator ->
                    rotator.checkAnonymity(ECHO).toString().let {
                        it shouldNotContain "hunter2"
                        it shouldNotContain "user"
                    }
                }
            }
        }
    })

private fun ProxyRotator.levels() = pool.proxies.value.map { it.anonymity }

private fun hosts(name: String) = ProxyFilter.where(name) { it.host == name }

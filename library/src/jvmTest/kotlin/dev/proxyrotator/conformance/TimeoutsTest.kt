package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.TimeoutsBuilder
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.net.rotating
import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTimeoutException.Phase
import dev.proxyrotator.rotation.RequestTimeouts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.ScriptedConnection
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.plugins.HttpTimeout
import io.ktor.client.plugins.timeout
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration
import kotlin.time.Duration.Companion.INFINITE
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"
private val SHORT = 200.milliseconds

/** The limits with which a request for [url] is sent. */
private suspend fun TestScope.limitsOf(
    url: String = TARGET,
    configured: TimeoutsBuilder.() -> Unit = {},
    configure: ProxyRotatorBuilder.() -> Unit = {},
    request: HttpRequestBuilder.() -> Unit = {},
): Timeouts {
    lateinit var limits: Timeouts
    mockRotator("http://a.example", configure = {
        timeouts(configured)
        configure()
    }) {
        limits = it.route.timeouts
        respondOk()
    }.use { it.get(url, request) }
    return limits
}

/** How long a request waits for an answer that never comes. */
private suspend fun TestScope.patience(
    configure: ProxyRotatorBuilder.() -> Unit,
    url: String = TARGET,
    request: HttpRequestBuilder.() -> Unit = {},
): Duration {
    mockRotator("http://a.example", configure = configure) { awaitCancellation() }.use { rotator ->
        val start = currentTime
        shouldThrow<Exception> { rotator.get(url, request) }
        return (currentTime - start).milliseconds
    }
}

/** Plays a proxy that comes as far as [phase] and no further. */
private fun ScriptedConnection.stopIn(phase: Phase) {
    readHead()
    when (phase) {
        Phase.TLS -> send("HTTP/1.1 200 OK\r\n\r\n")

        Phase.IDLE -> send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")

        Phase.BODY_RATE -> {
            send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            drip("y".repeat(100_000), 10.milliseconds)
        }

        else -> Unit
    }
    awaitClose()
}

class TimeoutsTest :
    FunSpec({
        test("S1-6 the client has a limit for the whole call") {
            runTest {
                patience({ timeouts { call = 5.seconds } }) shouldBe 5.seconds
                patience({ client { install(HttpTimeout) { requestTimeoutMillis = 5000 } } }) shouldBe 5.seconds
            }
        }

        test("S1-22 N10 a request's own limit beats the client's, longer or shorter, however it is said") {
            runTest {
                val client: ProxyRotatorBuilder.() -> Unit = { timeouts { call = 2.seconds } }
                patience(client) shouldBe 2.seconds
                patience(client) { rotation { timeout = 5.seconds } } shouldBe 5.seconds
                patience(client) { rotation { timeouts { call = 5.seconds } } } shouldBe 5.seconds
                patience(client) { timeout { requestTimeoutMillis = 5000 } } shouldBe 5.seconds
                patience(client) { rotation { timeout = 1.seconds } } shouldBe 1.seconds
                patience(client) { timeout { requestTimeoutMillis = 1000 } } shouldBe 1.seconds
                val plugin: ProxyRotatorBuilder.() -> Unit = {
                    timeouts { call = 2.seconds }
                    client { install(HttpTimeout) { requestTimeoutMillis = 3000 } }
                }
                patience(plugin) { timeout { requestTimeoutMillis = 5000 } } shouldBe 5.seconds
            }
        }

        test("N10 an answer after three seconds is in time for five and late for two") {
            runTest {
                mockRotator("http://a.example", configure = { timeouts { call = 2.seconds } }) {
                    delay(3.seconds)
                    respondOk("late")
                }.use { rotator ->
                    val late = shouldThrow<ProxyTimeoutException> { rotator.get(TARGET) }
                    late.phase shouldBe Phase.CALL
                    late.limit shouldBe 2.seconds
                    rotator.get(TARGET) { rotation { timeout = 5.seconds } }.status shouldBe HttpStatusCode.OK
                }
            }
        }

        test("S2-4 thirty seconds for the call and five to connect") {
            runTest {
                val limits =
                    limitsOf(configured = {
                        connect = 5.seconds
                        call = 30.seconds
                    })
                limits.connect shouldBe 5.seconds
                limits.call shouldBe 30.seconds
                limits.handshake shouldBe Timeouts().handshake
            }
        }

        test("S4-6 the first rule for a URL counts, and says only what is different") {
            runTest {
                val rules: TimeoutsBuilder.() -> Unit = {
                    host("api.example.com", "*.example.org") { call = 5.seconds }
                    glob("https://*.example.com/export/**") {
                        call = 2.minutes
                        idle = 50.seconds
                    }
                    regex(Regex(".*/slow/.*")) { responseHead = INFINITE }
                    host("**") { minimumBodyRate = 0 }
                    connect = 3.seconds
                }

                suspend fun limits(url: String) = limitsOf(url, rules)
                limits("http://api.example.com/slow/").let {
                    it.call shouldBe 5.seconds
                    it.connect shouldBe 3.seconds
                    it.responseHead shouldBe Timeouts().responseHead
                }
                limits("https://eu.example.org:8443/x").call shouldBe 5.seconds
                limits("https://www.example.com/export/all?x").let {
                    it.call shouldBe 2.minutes
                    it.idle shouldBe 50.seconds
                    it.connect shouldBe 3.seconds
                }
                limits("http://www.example.com/export/slow/").responseHead shouldBe INFINITE
                limits("http://www.example.com/").let {
                    it.minimumBodyRate shouldBe 0
                    it.call shouldBe 60.seconds
                }
            }
        }

        test("S4-6 a rule limits the call and the attempts of its URLs, and of no others") {
            runTest {
                val rules: ProxyRotatorBuilder.() -> Unit = {
                    timeouts { host("slow.example") { call = 5.minutes } }
                    timeouts {
                        call = 20.seconds
                        responseHead = 15.minutes
                        host("fast.example") { responseHead = 1.seconds }
                    }
                    retry { maxAttempts = 1 }
                }
                patience(rules) shouldBe 20.seconds
                patience(rules, "http://fast.example/") shouldBe 1.seconds
                patience(rules, "http://slow.example/") shouldBe 5.minutes
            }
        }

        test("Ktor's HttpTimeout comes before the request's rotation, that before the rule, that before the rest") {
            runTest {
                val rules: TimeoutsBuilder.() -> Unit = {
                    connect = 1.seconds
                    handshake = 2.seconds
                    tls = 3.seconds
                    host("target.example") {
                        handshake = 20.seconds
                        tls = 30.seconds
                        responseHead = 40.seconds
                        idle = 41.seconds
                    }
                }
                val ofRequest: RequestTimeouts.() -> Unit = {
                    tls = 300.seconds
                    idle = 400.seconds
                    call = 500.seconds
                    minimumBodyRate = 7
                }
                limitsOf(configured = rules) { rotation { timeouts(ofRequest) } }.toString() shouldBe
                    "Timeouts(connect=1s, handshake=20s, tls=5m, responseHead=40s, idle=6m 40s, call=8m 20s, " +
                    "minimumBodyRate=7)"
                limitsOf(configured = rules) {
                    rotation { timeouts(ofRequest) }
                    timeout {
                        connectTimeoutMillis = 5000
                        socketTimeoutMillis = 6000
                        requestTimeoutMillis = 7000
                    }
                }.toString() shouldBe
                    "Timeouts(connect=5s, handshake=20s, tls=5m, responseHead=6s, idle=6s, call=7s, minimumBodyRate=7)"
                limitsOf { timeout { connectTimeoutMillis = Long.MAX_VALUE } }.connect shouldBe INFINITE
            }
        }

        test("a redirect has no more time than the whole call had from its beginning") {
            runTest {
                mockRotator("http://a.example", configure = {
                    timeouts {
                        call = 10.seconds
                        host("slow.example") { call = 10.minutes }
                    }
                }) {
                    delay(4.seconds)
                    if (it.url.host == "slow.example") awaitCancellation()
                    respond("", HttpStatusCode.Found, headersOf(HttpHeaders.Location, "http://slow.example/"))
                }.use { rotator ->
                    val start = currentTime
                    shouldThrow<ProxyTimeoutException> { rotator.get(TARGET) }.limit shouldBe 10.seconds
                    currentTime - start shouldBe 10_000
                }
            }
        }

        test("every limit holds on sockets as the rule or the request says it") {
            val cases: Map<Phase, Pair<String, RequestTimeouts.() -> Unit>> =
                mapOf(
                    Phase.HANDSHAKE to ("https://a.test/" to { handshake = SHORT }),
                    Phase.TLS to ("https://a.test/" to { tls = SHORT }),
                    Phase.RESPONSE_HEAD to (TARGET to { responseHead = SHORT }),
                    Phase.IDLE to (TARGET to { idle = SHORT }),
                    Phase.BODY_RATE to
                        (
                            TARGET to {
                                idle = 2.seconds
                                minimumBodyRate = 100_000
                            }
                        ),
                )
            cases.forEach { (phase, case) ->
                withClue(phase) {
                    rotating({ stopIn(phase) }, configure = { retry { maxAttempts = 1 } }) {
                        val (url, limits) = case
                        val error =
                            shouldThrow<ProxyConnectionException> {
                                rotator.get(url) {
                                    rotation {
                                        maxFailovers = 0
                                        timeouts(limits)
                                    }
                                }
                            }
                        error.cause.shouldBeInstanceOf<ProxyTimeoutException>().phase shouldBe phase
                    }
                }
            }
        }

        test("a rule holds on sockets") {
            rotating({ stopIn(Phase.IDLE) }, configure = {
                retry { maxAttempts = 1 }
                timeouts { host("target.*") { idle = SHORT } }
            }) {
                val error = shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                error.cause.shouldBeInstanceOf<ProxyTimeoutException>().limit shouldBe SHORT
            }
        }

        test("what is out of range or no pattern is refused when it is configured") {
            mapOf<String, TimeoutsBuilder.() -> Unit>(
                "idle" to { host("a.example") { idle = Duration.ZERO } },
                "pattern" to { host { idle = 1.seconds } },
                "host" to { host("a b") { } },
                "begins with" to { glob("a.example/x") { } },
                "empty" to { regex(Regex("")) { } },
            ).forEach { (said, configured) ->
                shouldThrow<IllegalArgumentException> { ProxyRotator { timeouts(configured) } }.message shouldContain
                    said
            }
            ProxyRotator().use { rotator ->
                shouldThrow<IllegalArgumentException> {
                    rotator.get(TARGET) { rotation { timeouts { idle = (-1).seconds } } }
                }
            }
        }

        test("the rules are part of what a rotator shows of its configuration") {
            ProxyRotator {
                timeouts { host("a.example", "b.example") { call = 5.seconds } }
            }.use { rotator ->
                val rule =
                    rotator.config.timeouts.rules
                        .single()
                rule.pattern shouldBe "a.example, b.example"
                rule.timeouts.call shouldBe 5.seconds
                rotator.config.toString() shouldContain "rules=[a.example, b.example: Timeouts(connect=5s"
                rotator.config.timeout shouldBe 60.seconds
            }
        }
    })

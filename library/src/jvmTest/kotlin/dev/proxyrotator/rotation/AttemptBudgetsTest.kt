package dev.proxyrotator.rotation

import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.AttemptPhase
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.retry.RetryBudget
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.setBody
import io.ktor.http.HttpStatusCode
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.seconds

private const val CALLS = 1_000

/** More than the 20 % and the reserve of one window. */
private const val MOST_ATTEMPTS = CALLS + CALLS / 5 + 100

private suspend fun TestScope.thousandAtOnce(virtual: VirtualRotator): List<Result<*>> =
    List(CALLS) { async { runCatching { virtual.rotator.get(VIRTUAL_TARGET) } } }.awaitAll()

private val deadOrigins: Map<String, suspend VirtualAttempt.() -> TransportResponse> =
    mapOf(
        "breaks every connection" to { lose() },
        "answers 503" to { respond("", HttpStatusCode.ServiceUnavailable) },
        "never answers" to {
            throw ProxyTimeoutException(ProxyTimeoutException.Phase.RESPONSE_HEAD, 1.seconds)
        },
        "has had enough of every proxy" to { respond("", HttpStatusCode.TooManyRequests) },
    )

class AttemptBudgetsTest :
    FunSpec({
        deadOrigins.forEach { (name, answer) ->
            test("G1 of 1,000 requests to an origin that $name only as many are repeated as the budget says") {
                runTest {
                    VirtualRotator(this, *proxies(4_000), configure = { limits { maxConnections = 4_000 } }) {
                        delay(1.seconds)
                        answer()
                    }.use { virtual ->
                        thousandAtOnce(virtual)
                        currentTime.toInt() shouldBeLessThan 10_000
                        virtual.attempts.size shouldBeGreaterThan CALLS + 200
                        virtual.attempts.size shouldBeLessThanOrEqual MOST_ATTEMPTS
                        virtual.shouldHoldNothing()
                    }
                }
            }
        }

        test("G1 the reserve lets few calls be repeated however few they are, and comes back") {
            runTest {
                val budget = RetryBudget(ratio = 0.0, reservePerSecond = 1.0)
                VirtualRotator(this, *proxies(50), configure = {
                    retry { this.budget = budget }
                    limits { maxConnections = 4_000 }
                }) { lose() }.use { virtual ->
                    thousandAtOnce(virtual)
                    virtual.attempts shouldHaveSize CALLS + 10
                    delay(11.seconds)
                    thousandAtOnce(virtual)
                    virtual.attempts shouldHaveSize 2 * (CALLS + 10)
                }
            }
        }

        test("G1 to get past proxies that are dead takes nothing from the budget") {
            runTest {
                val budget = RetryBudget(ratio = 0.0, reservePerSecond = 0.0)
                VirtualRotator(this, *proxies(200), configure = {
                    retry {
                        this.budget = budget
                        maxFailovers = 100
                        maxAttempts = 1
                    }
                    health { enabled = false }
                    limits { maxConnections = 4_000 }
                    strategy("random")
                }) {
                    if (proxy.removePrefix("p").removeSuffix(".example").toInt() % 5 < 3) refuse() else respond()
                }.use { virtual ->
                    thousandAtOnce(virtual).count { it.isSuccess } shouldBe CALLS
                    virtual.attempts.size shouldBeGreaterThan 2 * CALLS
                }
            }
        }

        test("failovers and attempts that may have reached the target are counted apart") {
            runTest {
                suspend fun kinds(
                    expected: String,
                    configure: HttpRequestBuilder.() -> Unit,
                ) = VirtualRotator(this@runTest, *proxies(20)) {
                    if (expected[number - 1] == 'r') refuse() else lose()
                }.use { virtual ->
                    val error = shouldThrow<ProxyConnectionException> { virtual.rotator.get(VIRTUAL_TARGET, configure) }
                    val kinds = error.attempts.map { if (it.failure == FailureKind.CONNECT) 'r' else 'l' }
                    withClue(expected) { kinds.joinToString("") shouldBe expected }
                }
                kinds("rrrrrr") {}
                kinds("llll") {}
                kinds("rrrrrllll") {}
                kinds("lrlrlrrrl") {}
                kinds("llrrrrrr") {}
                kinds("rrr") { rotation { maxFailovers = 2 } }
                kinds("r") { rotation { maxFailovers = 0 } }
                kinds("lr") { rotation { maxFailovers = 0 } }
                kinds("rrrl") { rotation { maxAttempts = 1 } }
                kinds("rrlrrrl") { rotation { maxAttempts = 2 } }
            }
        }

        test("without another proxy to turn to, trying again is one of the attempts") {
            runTest {
                suspend fun attempts(configure: HttpRequestBuilder.() -> Unit) =
                    VirtualRotator(this@runTest, *proxies(2), configure = { health { enabled = false } }) {
                        refuse()
                    }.use { virtual ->
                        shouldThrow<ProxyConnectionException> { virtual.rotator.get(VIRTUAL_TARGET, configure) }
                            .attempts.size
                    }
                attempts {} shouldBe 1 + 4
                attempts { rotation { maxAttempts = 1 } } shouldBe 2
                attempts {
                    rotation {
                        maxAttempts = 1
                        maxFailovers = 0
                    }
                } shouldBe 1
            }
        }

        test("G2 a POST without a key is sent at most once when it may have reached the target") {
            runTest {
                deadOrigins.forEach { (name, answer) ->
                    VirtualRotator(this, *proxies(10)) { answer() }.use { virtual ->
                        runCatching { virtual.rotator.post(VIRTUAL_TARGET) { setBody("order") } }
                        withClue(name) { virtual.attempts shouldHaveSize 1 }
                    }
                }
                VirtualRotator(this, *proxies(10)) { if (number < 4) refuse() else lose() }.use { virtual ->
                    shouldThrow<ProxyConnectionException> { virtual.rotator.post(VIRTUAL_TARGET) { setBody("order") } }
                        .attempts
                        .map { it.failure } shouldContainExactly
                        List(3) { FailureKind.CONNECT } + FailureKind.CONNECTION_LOST
                }
            }
        }

        test("G2 an idempotencyKey is sent with every attempt and lets a POST be repeated") {
            runTest {
                VirtualRotator(this, *proxies(10)) {
                    when (number) {
                        1 -> lose()
                        2 -> respond("", HttpStatusCode.ServiceUnavailable)
                        3 -> refuse()
                        else -> respond()
                    }
                }.use { virtual ->
                    val response =
                        virtual.rotator.post(VIRTUAL_TARGET) {
                            rotation { idempotencyKey = "order-7" }
                            setBody("order")
                        }
                    response.attempts shouldHaveSize 4
                    virtual.attempts.map { it.request.headers["Idempotency-Key"] } shouldContainExactly
                        List(4) { "order-7" }
                    virtual.attempts.map { it.route.mayRepeat }.toSet() shouldBe setOf(true)
                    virtual.rotator.get(VIRTUAL_TARGET)
                    virtual.attempts
                        .last()
                        .request.headers["Idempotency-Key"] shouldBe null
                }
            }
        }

        test("an idempotencyKey with idempotent = false is sent, and repeats nothing") {
            runTest {
                VirtualRotator(this, *proxies(10)) { lose() }.use { virtual ->
                    shouldThrow<ProxyConnectionException> {
                        virtual.rotator.post(VIRTUAL_TARGET) {
                            rotation {
                                idempotencyKey = "order-7"
                                idempotent = false
                            }
                        }
                    }.attempts shouldHaveSize 1
                    virtual.attempts
                        .single()
                        .request.headers["Idempotency-Key"] shouldBe "order-7"
                }
            }
        }

        test("attempts tell their phase and whose fault it was, on a response and on an exception") {
            runTest {
                val answer: suspend VirtualAttempt.() -> TransportResponse = {
                    when ((number - 1) % 5) {
                        0 -> refuse()
                        1 -> throw ProxyRefusedException(route.proxy, status = 502)
                        2 -> lose()
                        3 -> respond("", HttpStatusCode.ServiceUnavailable)
                        else -> respond()
                    }
                }
                val phases =
                    listOf(
                        AttemptPhase.PROXY_CONNECT,
                        AttemptPhase.TUNNEL,
                        AttemptPhase.FIRST_BYTE,
                        AttemptPhase.FIRST_BYTE,
                    )
                val blames = listOf(Blame.PROXY, Blame.UNKNOWN, Blame.UNKNOWN, Blame.UNKNOWN)
                VirtualRotator(this, *proxies(10), answer = answer).use { virtual ->
                    val attempts = virtual.rotator.get(VIRTUAL_TARGET).attempts
                    attempts.map { it.phase } shouldContainExactly phases + null
                    attempts.map { it.blame } shouldContainExactly blames + null
                    attempts.map { it.number } shouldContainExactly listOf(1, 2, 3, 4, 5)
                    attempts.map { it.status } shouldContainExactly listOf(null, null, null, 503, 200)
                    attempts.map { it.proxy.host }.toSet() shouldHaveSize 5
                    val error =
                        shouldThrow<ProxyConnectionException> {
                            virtual.rotator.get(VIRTUAL_TARGET) { rotation { maxAttempts = 1 } }
                        }
                    error.attempts.map { it.phase } shouldContainExactly phases.take(3)
                    error.attempts.map { it.blame } shouldContainExactly blames.take(3)
                }
            }
        }

        listOf(true, false).forEach { isUntrusted ->
            test("a failed TLS handshake (untrusted = $isUntrusted) is tried through two other proxies and no more") {
                runTest {
                    listOf(1 to 3, 2 to 3, 10 to 3).forEach { (size, attempts) ->
                        VirtualRotator(this, *proxies(size)) {
                            throw ProxyTlsException(route.proxy, isUntrusted = isUntrusted)
                        }.use { virtual ->
                            val error =
                                shouldThrow<ProxyConnectionException> { virtual.rotator.get("https://target.example/") }
                            withClue("$size proxies") { error.attempts shouldHaveSize attempts }
                            error.attempts.map { it.failure }.toSet() shouldBe setOf(FailureKind.TLS)
                        }
                    }
                }
            }
        }
    })

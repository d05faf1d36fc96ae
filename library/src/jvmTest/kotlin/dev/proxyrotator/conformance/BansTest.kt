package dev.proxyrotator.conformance

import dev.proxyrotator.ban.BanRules
import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.MockRequestHandleScope
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.request.HttpResponseData
import io.ktor.client.request.prepareGet
import io.ktor.client.statement.bodyAsBytes
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

private fun MockRequestHandleScope.tooMany(retryAfter: String? = null): HttpResponseData =
    respondError(
        HttpStatusCode.TooManyRequests,
        headers = if (retryAfter == null) headersOf() else headersOf("Retry-After", retryAfter),
    )

class BansTest :
    FunSpec({
        test("a 429 bans for that host by default, and the request goes on through another exit at once") {
            runTest {
                mockRotator(configure = { proxies(named("a", "b", "c")) }) {
                    if (it.exit == "a" && it.url.host == "target.example") tooMany("20") else respondOk()
                }.use { rotator ->
                    val response = rotator.get(TARGET)
                    response.exit shouldBe "b"
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.BANNED, null)
                    response.attempts.first().blame shouldBe Blame.TARGET
                    response.attempts.first().status shouldBe 429
                    currentTime shouldBeLessThan 26
                    List(30) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 0
                    List(30) { rotator.get("http://other.example/").exit }.count { it == "a" } shouldBe 10
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                    rotator
                        .stats("a")
                        .failures.keys
                        .shouldBeEmpty()
                }
            }
        }

        test("a ban lasts for its duration or as long as Retry-After asks, to one hour, and ends by itself") {
            val durations =
                mapOf(
                    null to 1.minutes,
                    "20" to 1.minutes,
                    "600" to 10.minutes,
                    "999999" to 1.hours,
                    "junk" to 1.minutes,
                    "-5" to 1.minutes,
                )
            durations.forEach { (retryAfter, duration) ->
                withClue(retryAfter) {
                    runTest {
                        var banned = true
                        mockRotator(configure = { proxies(named("a", "b")) }) {
                            if (it.exit == "a" && banned) tooMany(retryAfter) else respondOk()
                        }.use { rotator ->
                            rotator.get(TARGET)
                            banned = false
                            // The request itself took at most the delay of a failover.
                            delay(duration - 26.milliseconds)
                            List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 0
                            delay(26.milliseconds)
                            List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 5
                        }
                    }
                }
            }
        }

        test("a global ban takes the proxy out for all hosts until it ends") {
            runTest {
                var banned = true
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans { status(403, scope = BanScope.GLOBAL, duration = 5.minutes) }
                }) {
                    if (it.exit == "a" &&
                        banned
                    ) {
                        respondError(HttpStatusCode.Forbidden)
                    } else {
                        respondOk()
                    }
                }.use { rotator ->
                    rotator.get(TARGET).exit shouldBe "b"
                    banned = false
                    rotator.health("a") shouldBe ProxyHealth.BANNED
                    rotator.getPoolStats().healthyProxies shouldBe 1
                    repeat(10) { rotator.get("http://other$it.example/").exit shouldBe "b" }
                    delay(5.minutes)
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                    List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 5
                }
            }
        }

        test("reinstating a proxy ends its bans, at a host and altogether") {
            runTest {
                var banned = true
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans { status(403, scope = BanScope.GLOBAL, duration = 5.hours) }
                }) {
                    when {
                        !banned || it.exit == "b" -> respondOk()
                        it.url.host == "target.example" -> tooMany("3600")
                        else -> respondError(HttpStatusCode.Forbidden)
                    }
                }.use { rotator ->
                    rotator.get(TARGET)
                    rotator.through("a", "http://other.example/")
                    banned = false
                    rotator.pool.reinstate(named("a").id)
                    List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 5
                }
            }
        }

        test("a ban is found by header, body, redirect or predicate, whether the body is streamed or in memory") {
            val page = "<html>Please solve this Captcha</html>" + "x".repeat(100_000)

            fun MockRequestHandleScope.banning(what: String): HttpResponseData =
                when (what) {
                    "header" -> respond("no", headers = headersOf("X-Blocked", "yes: 1"))
                    "body" -> respond(page)
                    "redirect" -> respond("", HttpStatusCode.Found, headersOf("Location", "https://x.example/SORRY?q"))
                    else -> respond("empty-looking", headers = headersOf("Server", "none"))
                }
            for (what in listOf("header", "body", "redirect", "predicate")) {
                for (isStreamed in listOf(false, true)) {
                    runTest {
                        mockRotator(configure = {
                            proxies(named("a", "b"))
                            bans {
                                header("x-blocked", "YES")
                                body("captcha")
                                redirect(Regex("sorry", RegexOption.IGNORE_CASE))
                                rule("looks empty") { it.headers["Server"] == "none" && it.text.startsWith("empty") }
                            }
                        }) { if (it.exit == "a") banning(what) else respond("good") }.use { rotator ->
                            withClue("$what, streamed: $isStreamed") {
                                if (isStreamed) {
                                    rotator.client.prepareGet(TARGET).execute {
                                        it.bodyAsText() shouldBe "good"
                                        it.attempts.map { a -> a.failure } shouldContainExactly
                                            listOf(FailureKind.BANNED, null)
                                    }
                                } else {
                                    val response = rotator.get(TARGET)
                                    response.bodyAsText() shouldBe "good"
                                    response.attempts.map { it.failure } shouldContainExactly
                                        listOf(FailureKind.BANNED, null)
                                }
                                rotator.get(TARGET).attempts shouldHaveSize 1
                                rotator.inFlight shouldBe 0
                            }
                        }
                    }
                }
            }
        }

        test("a body that was looked into is delivered whole, streamed or in memory") {
            val body = ByteArray(300_000) { it.toByte() }
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans { body("captcha") }
                }) { respond(body) }.use { rotator ->
                    rotator.get(TARGET).bodyAsBytes() shouldBe body
                    rotator.streamGet(TARGET).toList().fold(ByteArray(0), ByteArray::plus) shouldBe body
                }
            }
        }

        test("when every exit is banned its caller gets the last of the responses, or an error, as it was set") {
            OnExhausted.entries.forEach { exhausted ->
                runTest {
                    mockRotator(configure = {
                        proxies(named("a", "b"))
                        bans { onExhausted = exhausted }
                    }) { if (it.url.host == "target.example") tooMany("600") else respondOk() }.use { rotator ->
                        if (exhausted == OnExhausted.RETURN_LAST) {
                            val response = rotator.get(TARGET)
                            response.status shouldBe HttpStatusCode.TooManyRequests
                            response.attempts shouldHaveSize 2
                            rotator.get(TARGET).status shouldBe HttpStatusCode.TooManyRequests
                        } else {
                            val error = shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                            error.attempts.map { it.failure } shouldContainExactly
                                listOf(FailureKind.BANNED, FailureKind.BANNED)
                            delay(100.seconds)
                            val next = shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) }
                            next.reason shouldBe ProxyPoolEmptyException.Reason.BANNED
                            checkNotNull(next.earliestRetry).let { it > 499.seconds && it <= 500.seconds } shouldBe true
                            rotator.pool.statistics().sumOf { it.requests } shouldBe 2
                        }
                        rotator.get("http://other.example/").attempts shouldHaveSize 1
                        rotator.inFlight shouldBe 0
                    }
                }
            }
        }

        test("a POST that was banned is not repeated, unless it says that it may be") {
            runTest {
                mockRotator(configure = { proxies(named("a", "b")) }) {
                    if (it.exit == "a") tooMany() else respondOk()
                }.use { rotator ->
                    val response = rotator.post(TARGET)
                    response.status shouldBe HttpStatusCode.TooManyRequests
                    response.attempts shouldHaveSize 1
                    rotator.pool.reinstate(named("a").id)
                    rotator.pool.reinstate(named("b").id)
                    rotator.post(TARGET).exit shouldBe "b"
                    rotator.post(TARGET) { rotation { idempotent = true } }.exit shouldBe "b"
                }
            }
        }

        test("the presets ban for what they are named after, and are not there by default") {
            val challenge = "<title>Just a moment</title> Verify you are human"
            val cases =
                listOf(
                    Triple(BanRules.forbidden, HttpStatusCode.Forbidden, ""),
                    Triple(BanRules.challengePage, HttpStatusCode.ServiceUnavailable, challenge),
                    Triple(BanRules.secondProxy, HttpStatusCode.ProxyAuthenticationRequired, ""),
                )
            cases.forEach { (preset, status, body) ->
                listOf(true, false).forEach { isSet ->
                    runTest {
                        mockRotator(configure = {
                            proxies(named("a", "b"))
                            retry { retryStatuses = emptySet() }
                            if (isSet) bans { rule(preset) }
                        }) { if (it.exit == "a") respond(body, status) else respondOk() }.use { rotator ->
                            withClue("$preset $isSet") {
                                rotator.get("https://target.example/").exit shouldBe if (isSet) "b" else "a"
                                repeat(2) { rotator.get("https://target.example/") }
                                rotator.stats("a").requests shouldBe if (isSet) 1 else 2
                            }
                        }
                    }
                }
            }
        }

        test("a 503 without a challenge in it is no ban, whatever follows the first 64 KiB") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    retry { retryStatuses = emptySet() }
                    bans { rule(BanRules.challengePage) }
                }) { respond("x".repeat(65_536) + "captcha", HttpStatusCode.ServiceUnavailable) }.use { rotator ->
                    rotator.get(TARGET).attempts shouldHaveSize 1
                    List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 5
                }
            }
        }

        test("a ban at one port of a host is none at another") {
            runTest {
                mockRotator(configure = { proxies(named("a", "b")) }) {
                    if (it.exit == "a" && it.url.port == 80) tooMany() else respondOk()
                }.use { rotator ->
                    rotator.get(TARGET).exit shouldBe "b"
                    List(10) { rotator.get("http://target.example:8080/").exit }.count { it == "a" } shouldBe 5
                    List(10) { rotator.get("HTTP://Target.Example:80/x").exit }.count { it == "a" } shouldBe 0
                }
            }
        }
    })

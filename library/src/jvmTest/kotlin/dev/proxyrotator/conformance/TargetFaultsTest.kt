package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyTlsException
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.runTest
import java.io.IOException
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

private val five = arrayOf("a", "b", "c", "d", "e")
private const val DEAD = "http://dead.example/"

private val once: ProxyRotatorBuilder.() -> Unit = {
    retry {
        maxAttempts = 1
        maxFailovers = 0
    }
}

/** Failures that may be the target's: what is held against a proxy, and what is taken back. */
class TargetFaultsTest :
    FunSpec({
        test("a proxy that failed for one host is avoided there for a minute, and used for all others") {
            runTest {
                mockRotator(configure = {
                    proxies(named(*five))
                    once()
                }) {
                    if (it.exit == "a" && it.url.host == "dead.example") throw IOException("reset")
                    respondOk()
                }.use { rotator ->
                    runCatching { rotator.through("a", DEAD) }
                    List(100) { rotator.get(DEAD).exit }.count { it == "a" } shouldBe 0
                    List(100) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 20
                    delay(59.seconds)
                    List(20) { rotator.get(DEAD).exit }.count { it == "a" } shouldBe 0
                    delay(1.seconds)
                    List(20) { runCatching { rotator.get(DEAD) } }.count { it.isFailure } shouldBe 1
                    rotator.stats("a").failures[FailureKind.CONNECTION_LOST] shouldBe 2
                }
            }
        }

        test("one that failed for a host is better than none, and a success there clears it") {
            runTest {
                var works = false
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    once()
                }) { if (works || it.exit == "b") respondOk() else throw IOException("reset") }.use { rotator ->
                    runCatching { rotator.through("a") }
                    works = true
                    rotator.through("a").exit shouldBe "a"
                    List(10) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 5
                }
            }
        }

        test("a host that fails through three proxies is at fault: nobody is charged, and all serve other hosts") {
            runTest {
                mockRotator(configure = { proxies(named(*five)) }) {
                    if (it.url.host == "dead.example") throw IOException("reset")
                    respondOk()
                }.use { rotator ->
                    repeat(200) {
                        runCatching { rotator.get(DEAD) }
                        delay(1.seconds)
                        rotator.getPoolStats().healthyProxies shouldBe 5
                    }
                    List(50) { rotator.get(TARGET).exit }.groupingBy { it }.eachCount() shouldBe
                        five.associateWith { 10 }
                }
            }
        }

        test("those that were out for what turns out to be the host's fault are back at once") {
            runTest {
                mockRotator(configure = {
                    proxies(named(*five))
                    health { failureThreshold = 1 }
                    once()
                }) { throw IOException("reset") }.use { rotator ->
                    listOf("a", "b").forEach { runCatching { rotator.through(it, DEAD) } }
                    listOf("a", "b").map { rotator.health(it) } shouldContainExactly
                        listOf(ProxyHealth.COOLING_DOWN, ProxyHealth.COOLING_DOWN)
                    runCatching { rotator.through("c", DEAD) }
                    listOf("a", "b", "c").map { rotator.health(it) }.toSet() shouldBe setOf(ProxyHealth.HEALTHY)
                }
            }
        }

        test("three proxies that fail at a host which others reach are charged for it") {
            runTest {
                mockRotator(configure = {
                    proxies(named(*five))
                    health { failureThreshold = 1 }
                    once()
                }) { if (it.exit in setOf("a", "b", "c")) throw IOException("reset") else respondOk() }.use { rotator ->
                    listOf("a", "d", "b", "e", "c").forEach { runCatching { rotator.through(it) } }
                    rotator.getPoolStats().healthyProxies shouldBe 2
                }
            }
        }

        test("a tunnel refused for its target weighs a quarter of a failure") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    once()
                }) { throw ProxyRefusedException(it.route.proxy, status = 503) }.use { rotator ->
                    repeat(19) { runCatching { rotator.through("a", "https://target$it.example/") } }
                    rotator.health("a") shouldBe ProxyHealth.HEALTHY
                    runCatching { rotator.through("a", "https://target.example/") }
                    rotator.health("a") shouldBe ProxyHealth.COOLING_DOWN
                }
            }
        }

        test("somebody in between who shows a certificate of his own is quarantined until he is reinstated") {
            runTest {
                var readsAlong = true
                mockRotator(configure = { proxies(named(*five)) }) {
                    if (it.exit == "a" && readsAlong) throw ProxyTlsException(it.route.proxy, isUntrusted = true)
                    respondOk()
                }.use { rotator ->
                    val response = rotator.get("https://target.example/")
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.TLS, null)
                    response.attempts.first().blame shouldBe Blame.UNKNOWN
                    rotator.health("a") shouldBe ProxyHealth.QUARANTINED
                    delay(1_000_000.seconds)
                    List(50) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 0
                    readsAlong = false
                    rotator.pool.reinstate(named("a").id)
                    List(50) { rotator.get(TARGET).exit }.count { it == "a" } shouldBe 10
                }
            }
        }

        test("a certificate that is refused through a second proxy too is the host's, and clears the first") {
            runTest {
                mockRotator(configure = { proxies(named(*five)) }) {
                    if (it.url.host == "expired.example") throw ProxyTlsException(it.route.proxy, isUntrusted = true)
                    respondOk()
                }.use { rotator ->
                    val error = shouldThrow<ProxyConnectionException> { rotator.get("https://expired.example/") }
                    // Two others are asked, and no more: the certificate will not get better.
                    error.attempts shouldHaveSize 3
                    rotator.getPoolStats().healthyProxies shouldBe 5
                    repeat(100) {
                        runCatching { rotator.get("https://expired.example/") }
                        delay(61.seconds)
                    }
                    rotator.getPoolStats().healthyProxies shouldBe 5
                }
            }
        }

        test("a host with a bad certificate that is asked once in a while costs no more than one proxy") {
            runTest {
                mockRotator(configure = {
                    proxies(named(*five))
                    once()
                }) {
                    if (it.url.host == "expired.example") throw ProxyTlsException(it.route.proxy, isUntrusted = true)
                    respondOk()
                }.use { rotator ->
                    repeat(10) {
                        runCatching { rotator.get("https://expired.example/") }
                        delay(120.seconds)
                    }
                    (rotator.getPoolStats().healthyProxies >= 4) shouldBe true
                }
            }
        }

        test("K5 on a forwarded request Proxy-Status tells whose error it was, and in a tunnel nobody is asked") {
            val errors =
                mapOf(
                    "proxy_internal_error" to Blame.PROXY,
                    "connection_timeout" to Blame.TARGET,
                    "http_request_error" to Blame.CLIENT,
                    "no_such_error" to Blame.UNKNOWN,
                )
            errors.forEach { (error, blame) ->
                listOf("http" to blame, "https" to Blame.TARGET).forEach { (scheme, expected) ->
                    runTest {
                        mockRotator(configure = {
                            proxies(named("a", "b"))
                            retry {
                                maxAttempts = 2
                                maxFailovers = 0
                            }
                        }) {
                            val status = headersOf("Proxy-Status", "squid.example; error=$error")
                            respondError(HttpStatusCode.BadGateway, headers = status)
                        }.use { rotator ->
                            val response = rotator.through("a", "$scheme://target.example/")
                            response.status shouldBe HttpStatusCode.BadGateway
                            withClue("$scheme $error") { response.attempts.first().blame shouldBe expected }
                            repeat(5) { runCatching { rotator.through("a", "$scheme://target$it.example/") } }
                            val isCharged = rotator.health("a") == ProxyHealth.COOLING_DOWN
                            withClue("$scheme $error") { isCharged shouldBe (expected == Blame.PROXY) }
                        }
                    }
                }
            }
        }

        test("K5 without a word from the proxy a 503 is nobody's in particular, and nobody is charged") {
            runTest {
                mockRotator(configure = { proxies(named("a", "b")) }) {
                    respondError(HttpStatusCode.ServiceUnavailable)
                }.use { rotator ->
                    repeat(
                        10,
                    ) {
                        rotator
                            .get("http://target$it.example/")
                            .attempts
                            .first()
                            .blame shouldBe Blame.UNKNOWN
                    }
                    rotator.getPoolStats().healthyProxies shouldBe 2
                    rotator.getPoolStats().overallSuccessRate shouldBe 1.0
                }
            }
        }
    })

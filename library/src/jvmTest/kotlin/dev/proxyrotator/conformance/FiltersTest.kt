package dev.proxyrotator.conformance

import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.rotation.RequestRotation
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.selection.EveryDuration
import dev.proxyrotator.selection.EveryRequests
import dev.proxyrotator.selection.Filtered
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.RoundRobin
import dev.proxyrotator.selection.Tier
import dev.proxyrotator.selection.Tiered
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.http.HttpStatusCode
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import kotlin.random.Random
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

private fun proxy(
    name: String,
    country: String?,
    vararg tags: String,
) = Proxy.parse("http://$name.example").withCountry(country).withTags(*tags)

private val world =
    listOf(
        proxy("a", "SE", "fast", "home"),
        proxy("b", "NO", "fast"),
        proxy("c", "SE"),
        proxy("d", null, "home"),
        Proxy.parse("https://e.example").withCountry("FI").withTags("home"),
    )

class FiltersTest :
    FunSpec({
        test("a request leaves only through proxies with its tags, country, scheme and whatever else it asks for") {
            val cheap = ProxyFilter.where("named c") { it.host.startsWith("c") }
            runTest {
                mockRotator(configure = { proxies(world.filter { it.scheme == ProxyScheme.HTTP }) }) { respondOk() }
                    .use { rotator ->
                        suspend fun exits(configure: RequestRotation.() -> Unit) =
                            List(20) { rotator.get(TARGET) { rotation(configure) }.exit }.toSet()
                        exits { } shouldBe setOf("a", "b", "c", "d")
                        exits { tags("fast") } shouldBe setOf("a", "b")
                        exits { tags("fast", "home") } shouldBe setOf("a")
                        exits { country("se") } shouldBe setOf("a", "c")
                        exits { country("SE", "NO") } shouldBe setOf("a", "b", "c")
                        exits { scheme(ProxyScheme.HTTP, ProxyScheme.HTTPS) } shouldBe setOf("a", "b", "c", "d")
                        exits { filter = cheap } shouldBe setOf("c")
                        exits {
                            country("SE")
                            filter = filter and cheap
                        } shouldBe setOf("c")
                    }
            }
        }

        test("a filter that matches none is told at once, and is not mistaken for a pool that is out") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    health { failureThreshold = 1 }
                }) { throw ConnectException("refused") }.use { rotator ->
                    val error =
                        shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) { rotation { tags("no-such") } } }
                    error.reason shouldBe ProxyPoolEmptyException.Reason.FILTER_MATCHES_NONE
                    error.message shouldContain "filter"
                    error.earliestRetry shouldBe null
                    currentTime shouldBe 0
                    runCatching { rotator.through("a") }
                    shouldThrow<ProxyPoolEmptyException> { rotator.through("a") }.reason shouldBe
                        ProxyPoolEmptyException.Reason.ALL_UNAVAILABLE
                    listOf("a", "b").forEach { rotator.pool.remove(named(it).id) }
                    shouldThrow<ProxyPoolEmptyException> { rotator.through("a") }.reason shouldBe
                        ProxyPoolEmptyException.Reason.EMPTY
                }
            }
        }

        test("a failover stays within the filter") {
            runTest {
                mockRotator(configure = { proxies(world.take(4)) }) {
                    if (it.exit == "a") throw ConnectException("refused") else respondOk()
                }.use { rotator ->
                    val exits = List(20) { rotator.get(TARGET) { rotation { tags("fast") } } }
                    exits.map { it.exit }.toSet() shouldBe setOf("b")
                    exits.flatMap { it.attempts }.map { it.proxy.name }.toSet() shouldBe setOf("a", "b")
                }
            }
        }

        test(
            "a proxy that is added again with other data moves from filter to filter, also while it is out or in use",
        ) {
            runTest {
                var fails = false
                mockRotator(configure = {
                    proxies(world.take(4))
                    health { failureThreshold = 1 }
                }) { if (fails && it.exit == "a") throw ConnectException("refused") else respondOk() }.use { rotator ->
                    suspend fun exitsOf(country: String) =
                        List(20) { runCatching { rotator.get(TARGET) { rotation { country(country) } }.exit } }
                            .mapNotNull { it.getOrNull() }
                            .toSet()
                    exitsOf("SE") shouldBe setOf("a", "c")
                    exitsOf("FI").shouldBeEmpty()
                    rotator.pool.add(proxy("a", "FI", "fast"))
                    exitsOf("SE") shouldBe setOf("c")
                    exitsOf("FI") shouldBe setOf("a")
                    fails = true
                    exitsOf("FI").shouldBeEmpty()
                    rotator.pool.add(proxy("a", "SE"))
                    exitsOf("FI").shouldBeEmpty()
                    fails = false
                    delay(31.seconds)
                    repeat(200) { exitsOf("SE") }
                    exitsOf("SE") shouldBe setOf("a", "c")
                    rotator.stats("a").requests shouldBe rotator.stats("a").run { successes + failures.values.sum() }
                    exitsOf("FI").shouldBeEmpty()
                }
            }
        }

        val strategies =
            RotationStrategy.names.map(RotationStrategy::named) +
                listOf(
                    EveryRequests(3),
                    EveryDuration(1.seconds),
                    Tiered(listOf(Tier(ProxyFilter.tags("fast")), Tier(ProxyFilter.country("SE")))),
                    Filtered(ProxyFilter.country("SE", "NO"), RoundRobin()),
                    RotationStrategy.of("last") { choices, _ -> choices.lastOrNull() },
                )
        strategies.forEach { strategy ->
            test("under a filter a strategy chooses among those that match, as they come and go: $strategy") {
                runTest {
                    val random = Random(4)
                    mockRotator(configure = {
                        proxies(world.take(4))
                        this.strategy = strategy
                    }) {
                        delay(random.nextLong(50))
                        if (random.nextInt(10) == 0) throw ConnectException("refused")
                        respondOk()
                    }.use { rotator ->
                        repeat(300) { number ->
                            val fast = rotator.get(TARGET) { rotation { tags("fast") } }
                            val swedish = runCatching { rotator.get(TARGET) { rotation { country("SE") } } }
                            withClue("$strategy at $number") {
                                (fast.exit in setOf("a", "b", "x")) shouldBe true
                                swedish.getOrNull()?.let { (it.exit in setOf("a", "c", "x")) shouldBe true }
                            }
                            when (number % 10) {
                                0 -> rotator.pool.add(proxy("x", "SE", "fast"))
                                4 -> rotator.pool.add(proxy("x", "NO"))
                                7 -> rotator.pool.remove(proxy("x", null).id)
                            }
                        }
                        rotator.inFlight shouldBe 0
                    }
                }
            }
        }

        test(
            "tiers: a host that bans the cheap ones gets dear ones, others do not, and after a while all begin cheaply again",
        ) {
            runTest {
                var bans = true
                mockRotator(configure = {
                    proxies(listOf("c1", "c2").map { proxy(it, null, "cheap") } + proxy("dear", null, "dear"))
                    strategy =
                        Tiered(
                            listOf(Tier(ProxyFilter.tags("cheap")), Tier(ProxyFilter.tags("dear"))),
                            memory = 10.minutes,
                        )
                    bans { status(403, duration = 5.seconds) }
                }) {
                    val isPicky = it.url.host == "picky.example"
                    if (bans && isPicky && it.exit != "dear") respondError(HttpStatusCode.Forbidden) else respondOk()
                }.use { rotator ->
                    val picky = "http://picky.example/"
                    rotator.get(picky).attempts.map { it.proxy.name } shouldContainExactly listOf("c1", "dear")
                    delay(6.seconds)
                    // The bans of proxies are over, what the host is like is not forgotten.
                    repeat(5) { rotator.get(picky).attempts.map { it.proxy.name } shouldContainExactly listOf("dear") }
                    List(4) { rotator.get(TARGET).exit }.groupingBy { it }.eachCount() shouldBe
                        mapOf("c1" to 2, "c2" to 2)
                    bans = false
                    delay(10.minutes)
                    (rotator.get(picky).exit == "dear") shouldBe false
                }
            }
        }
    })

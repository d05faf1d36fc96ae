package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.pool.RemoveMode
import dev.proxyrotator.selection.RotationStrategy
import io.kotest.assertions.withClue
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.longs.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.ktor.client.request.setBody
import io.ktor.http.HttpStatusCode
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceUntilIdle
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlin.random.Random
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val PROXIES = 20
private const val HOSTS = 5
private const val SESSIONS = 10

/**
 * Makes [count] calls with everything switched on that holds something, cancels most of them at random moments, takes
 * proxies out and puts them back meanwhile; then all counters must be where they were.
 */
internal fun cancelAtRandomMoments(count: Int) =
    runTest(timeout = 10.minutes) {
        val random = Random(20_261_121)
        val weather = Weather(random)
        val rotator =
            VirtualRotator(this, *proxies(PROXIES), remembers = false, configure = everythingSwitchedOn) {
                weather.answer(this)
            }
        rotator.use { virtual ->
            var cancelled = 0
            coroutineScope {
                repeat(count) { number ->
                    if (number % 200 == 0) changePool(virtual, random, number)
                    delay(random.nextLong(8))
                    val call = launch { runCatching { call(virtual, random) }.onFailure(::expect) }
                    launch {
                        delay(random.nextLong(1_500))
                        if (random.nextInt(10) > 0 && call.isActive) {
                            call.cancel()
                            cancelled++
                        }
                    }
                }
            }
            advanceUntilIdle()
            virtual.shouldHoldNothing()
            cancelled shouldBeGreaterThan count / 3
            withClue("repeated") {
                weather.repeatable shouldBeLessThanOrEqual count + count / 5 + 100 + currentTime / 100
            }
            weather.isFine = true
            checkThatEverybodyComesBack(virtual)
        }
    }

private val everythingSwitchedOn: ProxyRotatorBuilder.() -> Unit = {
    limits {
        maxConnections = 40
        maxConnectionsPerProxy = 5
        maxConnectionsPerHost = 12
        ratePerHost = RateLimit(60, 1.seconds)
        ratePerProxy = RateLimit(20, 1.seconds)
        rate = RateLimit(200, 1.seconds)
        leaseTimeout = 2.seconds
    }
    timeouts { call = 5.seconds }
    health {
        failureThreshold = 2
        coolDown = 1.seconds
        maxCoolDown = 4.seconds
    }
    sessions { maxUses = 50 }
    bans { requireText("ok") }
}

/** What becomes of an attempt is a matter of chance. */
private class Weather(
    private val random: Random,
) {
    var isFine = false

    /** Attempts that may have reached the target. */
    var repeatable = 0L
        private set

    suspend fun answer(attempt: VirtualAttempt): TransportResponse {
        delay(random.nextLong(300))
        if (isFine) return attempt.respond()
        val kind = random.nextInt(20)
        if (kind == 0) attempt.refuse()
        repeatable++
        delay(random.nextLong(300))
        return when (kind) {
            1 -> attempt.lose()

            2 -> attempt.respond("", HttpStatusCode.ServiceUnavailable)

            3 -> if (random.nextInt(10) > 0) attempt.respond() else attempt.respond("", HttpStatusCode.TooManyRequests)

            4 -> attempt.respond("a portal")

            in 5..9 -> attempt.stream { it.writeFully(slowly("ok")) }

            10 ->
                attempt.stream {
                    it.writeFully(slowly("ok"))
                    attempt.lose()
                }

            else -> attempt.respond()
        }
    }

    private suspend fun slowly(text: String): ByteArray {
        delay(random.nextLong(300))
        return text.toByteArray()
    }
}

private suspend fun call(
    virtual: VirtualRotator,
    random: Random,
) {
    val url = "http://host${random.nextInt(HOSTS)}.example/"
    when (random.nextInt(6)) {
        0 -> virtual.rotator.streamGet(url).collect { delay(random.nextLong(100)) }
        1 -> virtual.rotator.get(url) { rotation { session = "s${random.nextInt(SESSIONS)}" } }
        2 -> virtual.rotator.put(url) { setBody("text") }
        else -> virtual.rotator.get(url)
    }
}

/** Everything else is a fault of ours. */
private fun expect(error: Throwable) {
    if (error !is ProxyRotatorException && error !is kotlinx.coroutines.CancellationException) throw error
}

private suspend fun changePool(
    virtual: VirtualRotator,
    random: Random,
    number: Int,
) {
    val rotator = virtual.rotator
    val proxy =
        rotator.pool.proxies.value
            .random(random)
    rotator.removeProxy(proxy.id, RemoveMode.entries.random(random))
    rotator.addProxy(proxy)
    if (number % 5_000 == 0) rotator.setStrategy(RotationStrategy.names.random(random))
}

/** Once the weather is fine, every cool-down and every ban is over one day, and nobody is in anybody's way. */
private suspend fun TestScope.checkThatEverybodyComesBack(virtual: VirtualRotator) {
    delay(10.minutes)
    virtual.rotator.setStrategy("round-robin")
    // A proxy that is to be tried again gets a part of its share only, so that takes a while.
    repeat(300) {
        List(PROXIES) { async { virtual.rotator.get("http://host${it % HOSTS}.example/") } }.awaitAll()
        delay(2.seconds)
    }
    virtual.rotator.pool
        .statistics()
        .map { it.health }
        .toSet() shouldBe setOf(ProxyHealth.HEALTHY)
    virtual.shouldHoldNothing()
}

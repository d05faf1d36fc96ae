package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.complete
import dev.proxyrotator.engine.ProxyTransport
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.proxy.Proxy
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.ktor.client.request.HttpRequestData
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield
import java.util.concurrent.atomic.AtomicInteger
import kotlin.random.Random
import kotlin.time.Duration.Companion.microseconds

private const val CALLERS = 16
private const val PLACES = 4
private const val LONGEST_PATIENCE_NANOS = 200_000

/** Answers as soon as another thread comes to it. */
internal object Prompt : ProxyTransport {
    override suspend fun execute(
        request: HttpRequestData,
        route: Route,
        scope: CoroutineScope,
    ): TransportResponse =
        scope
            .async {
                yield()
                complete("ok")
            }.await()

    override fun check(proxy: Proxy) = Unit

    override fun forget(proxy: Proxy) = Unit

    override fun close() = Unit

    override suspend fun awaitClosed() = Unit
}

/**
 * Makes [count] calls on real threads, more at once than there are places, so that each lease and each place is handed
 * on; cancels them in about the instant when it is.
 */
internal suspend fun raceDeliveries(count: Int) {
    val rotator =
        ProxyRotator(*proxies(3)) {
            transport = { Prompt }
            limits {
                maxConnections = PLACES
                maxConnectionsPerHost = PLACES - 1
                maxWaiting = CALLERS
                ratePerHost = RateLimit(1, 2.microseconds)
            }
        }
    rotator.use {
        val delivered = AtomicInteger()
        coroutineScope {
            repeat(CALLERS) { caller ->
                launch(Dispatchers.Default) {
                    val random = Random(caller)
                    repeat(count / CALLERS) { if (isDelivered(rotator, random)) delivered.incrementAndGet() }
                }
            }
        }
        println("of $count calls that were cancelled ${delivered.get()} were over before")
        delivered.get() shouldBeGreaterThan 0
        count - delivered.get() shouldBeGreaterThan 0
        rotator.held shouldBe Held()
        rotator.pool.statistics().flatMap { it.failures.values } shouldBe emptyList()
        checkThatAllPlacesAreThere(rotator)
    }
}

private suspend fun isDelivered(
    rotator: ProxyRotator,
    random: Random,
): Boolean {
    val host = random.nextInt(2)
    val call = CoroutineScope(Dispatchers.Default).async { rotator.get("http://host$host.example/") }
    val patience = random.nextInt(LONGEST_PATIENCE_NANOS)
    val started = System.nanoTime()
    while (System.nanoTime() - started < patience) if (random.nextInt(20) == 0) yield()
    call.cancel()
    call.join()
    return !call.isCancelled
}

private suspend fun checkThatAllPlacesAreThere(rotator: ProxyRotator) =
    coroutineScope {
        val calls =
            List(CALLERS) { async(Dispatchers.Default) { rotator.get("http://host${it % 2}.example/").bodyAsText() } }
        calls.awaitAll() shouldBe List(CALLERS) { "ok" }
        rotator.held shouldBe Held()
    }

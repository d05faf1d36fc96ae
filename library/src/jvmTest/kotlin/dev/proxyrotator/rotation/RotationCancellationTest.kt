package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.limit.RateLimit
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.longs.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Delay
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceUntilIdle
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** One call that comes to the places where it may stand still, one after the other. */
private class Passage(
    val name: String,
    val proxies: Int = 3,
    val configure: ProxyRotatorBuilder.() -> Unit = {},
    val answer: suspend VirtualAttempt.() -> TransportResponse = { slowly { respond() } },
    /** What happens before, and what goes on meanwhile. */
    val before: suspend TestScope.(ProxyRotator) -> Unit = {},
    val call: suspend (ProxyRotator) -> Unit = { it.get(VIRTUAL_TARGET) },
)

private val elsewhere = headersOf(HttpHeaders.Location, "http://other.example/")

private const val BEFORE = "${VIRTUAL_TARGET}before"

private suspend fun <T> slowly(block: () -> T): T {
    delay(2.seconds)
    return block()
}

private fun TestScope.meanwhile(call: suspend () -> Unit) {
    launch { call() }
    runCurrent()
}

private fun VirtualAttempt.streamSlowly() =
    stream { channel ->
        repeat(3) {
            delay(1.seconds)
            channel.writeFully(ByteArray(1_000))
        }
    }

private val passages =
    listOf(
        Passage(
            "waits for a place at the host",
            configure = { limits { maxConnectionsPerHost = 1 } },
            before = { rotator -> meanwhile { rotator.get(BEFORE) } },
        ),
        Passage(
            "waits for the rate of the host",
            configure = { limits { ratePerHost = RateLimit(1, 3.seconds) } },
            before = { rotator -> rotator.get(BEFORE) },
        ),
        Passage(
            "waits for the rate of all",
            configure = {
                limits {
                    rate = RateLimit(1, 3.seconds)
                    maxConnectionsPerHost = 1
                }
            },
            before = { rotator ->
                meanwhile { rotator.get(BEFORE) }
                meanwhile { rotator.get("http://other.example/before") }
            },
        ),
        Passage(
            "waits for a lease",
            configure = {
                limits {
                    maxConnections = 1
                    maxConnectionsPerHost = 5
                }
            },
            before = { rotator -> meanwhile { rotator.get(BEFORE) } },
        ),
        Passage(
            "waits for the rate of the only proxy",
            proxies = 1,
            configure = { limits { ratePerProxy = RateLimit(1, 3.seconds) } },
            before = { rotator -> rotator.get(BEFORE) },
        ),
        Passage(
            "waits for the exit of its session",
            configure = { limits { maxConnectionsPerProxy = 1 } },
            before = { rotator -> meanwhile { rotator.get(BEFORE) { rotation { session = "s" } } } },
            call = { it.get(VIRTUAL_TARGET) { rotation { session = "s" } } },
        ),
        Passage(
            "fails over, backs off and waits as Retry-After says",
            proxies = 5,
            configure = { limits { maxConnectionsPerHost = 1 } },
            answer = {
                slowly {
                    when (number) {
                        1 -> refuse()
                        2 -> lose()
                        3 -> respond("", HttpStatusCode.ServiceUnavailable, headersOf(HttpHeaders.RetryAfter, "3"))
                        4 -> respond("", HttpStatusCode.TooManyRequests)
                        else -> respond()
                    }
                }
            },
        ),
        Passage(
            "is the one that decides about a proxy",
            proxies = 1,
            configure = { health { failureThreshold = 1 } },
            answer = { slowly { if (number == 1) refuse() else respond() } },
            before = { rotator ->
                runCatching { rotator.get(VIRTUAL_TARGET) { rotation { maxFailovers = 0 } } }
                runCatching { rotator.get(VIRTUAL_TARGET) }.isFailure shouldBe true
                delay(31.seconds)
            },
        ),
        Passage("reads a body into memory", answer = { streamSlowly() }),
        Passage("reads a stream", answer = { streamSlowly() }, call = { it.streamGet(VIRTUAL_TARGET).collect { } }),
        Passage(
            "has its body looked into",
            configure = { bans { requireText("never") } },
            answer = { if (number < 3) streamSlowly() else respond("never") },
            call = { it.streamGet(VIRTUAL_TARGET).collect { } },
        ),
        Passage(
            "follows a redirect",
            configure = { limits { maxConnectionsPerHost = 1 } },
            answer = { slowly { if (number == 1) respond("", HttpStatusCode.Found, elsewhere) else respond() } },
        ),
        Passage(
            "follows a redirect whose body takes its time, to a stream",
            answer = {
                slowly {
                    if (number == 1) stream(HttpStatusCode.Found, elsewhere) { delay(1.seconds) } else respond()
                }
            },
            call = { it.streamGet(VIRTUAL_TARGET).collect { } },
        ),
    )

class RotationCancellationTest :
    FunSpec({
        passages.forEach { passage ->
            listOf(true, false).forEach { isBefore ->
                val moment = if (isBefore) "before" else "after"
                test("F1, F7 a call that ${passage.name}, cancelled $moment any of its steps, leaves nothing behind") {
                    var at = 0
                    while (cancelAt(++at, isBefore, passage)) continue
                    at shouldBeGreaterThan 2
                }
            }
        }

        test("F1 a lease is not lost when the call that finds it for one who waits fails itself") {
            runTest {
                val dispatcher = currentCoroutineContext()[ContinuationInterceptor] as CoroutineDispatcher
                VirtualRotator(this, *proxies(1), dispatcher = dispatcher, configure = {
                    limits { ratePerProxy = RateLimit(1, 1.seconds) }
                }) { respond() }.use { virtual ->
                    val failing =
                        async {
                            delay(1.seconds)
                            runCatching { virtual.rotator.get(VIRTUAL_TARGET) { rotation { tags("nobody's") } } }
                        }
                    runCurrent()
                    virtual.rotator.get(VIRTUAL_TARGET)
                    virtual.rotator.get(VIRTUAL_TARGET)
                    currentTime shouldBe 1_000
                    failing.await().isFailure shouldBe true
                    virtual.shouldHoldNothing()
                }
            }
        }

        fun waiting(
            kind: String,
            configure: ProxyRotatorBuilder.() -> Unit,
        ) = test("F6 of many who wait for $kind some are cancelled, and the others go on in their order") {
            runTest {
                val order = ArrayList<String>()
                val answer: suspend VirtualAttempt.() -> TransportResponse = {
                    order.add(request.url.encodedPath)
                    delay(1.seconds)
                    respond()
                }
                VirtualRotator(this, *proxies(1), configure = configure, answer = answer).use { virtual ->
                    val calls =
                        List(20) { number -> async { runCatching { virtual.rotator.get("$VIRTUAL_TARGET$number") } } }
                    runCurrent()
                    delay(1_500.milliseconds)
                    val cancelled = listOf(2, 3, 7, 11, 12, 13, 19)
                    cancelled.forEach { calls[it].cancel() }
                    advanceUntilIdle()
                    order shouldContainExactly (0..19).minus(cancelled).map { "/$it" }
                    virtual.shouldHoldNothing()
                    virtual.failures shouldBe 0
                }
            }
        }

        waiting("a place at the host") {
            limits { maxConnectionsPerHost = 1 }
        }
        waiting("the rate of the host") {
            limits { ratePerHost = RateLimit(1, 1.seconds) }
        }
        waiting("the rate of all") {
            limits { rate = RateLimit(1, 1.seconds) }
        }
        waiting("a lease") {
            limits {
                maxConnectionsPerProxy = 1
                leaseTimeout = 60.seconds
            }
        }
        waiting("the rate of a proxy") {
            limits {
                ratePerProxy = RateLimit(1, 1.seconds)
                leaseTimeout = 60.seconds
            }
        }
    })

/** Whether the call was cancelled before it was over. */
private fun cancelAt(
    at: Int,
    isBefore: Boolean,
    passage: Passage,
): Boolean {
    var isCancelled = false
    runTest {
        withClue("cancelled at step $at") {
            val cancelling = CancellingTestDispatcher(StandardTestDispatcher(testScheduler), at, isBefore)
            VirtualRotator(
                this@runTest,
                *proxies(passage.proxies),
                dispatcher = cancelling,
                configure = passage.configure,
                answer = passage.answer,
            ).use { virtual ->
                passage.before(this@runTest, virtual.rotator)
                val victim =
                    CoroutineScope(cancelling).launch(start = CoroutineStart.LAZY) { passage.call(virtual.rotator) }
                cancelling.victim = victim
                var attemptsThen = 0
                cancelling.onCancel = { attemptsThen = virtual.ownAttempts }
                victim.join()
                advanceUntilIdle()
                isCancelled = victim.isCancelled
                if (isCancelled) virtual.ownAttempts shouldBe attemptsThen
                virtual.shouldHoldNothing()
                virtual.failures shouldBeLessThanOrEqual virtual.transport.failures + brokenBodies(passage)
                checkThatItWorks(virtual.rotator)
                virtual.shouldHoldNothing()
            }
        }
    }
    return isCancelled
}

/** Those of the call that is cancelled. */
private val VirtualRotator.ownAttempts: Int get() = attempts.count { it.request.url.encodedPath != "/before" }

/** Those that a validator refuses do not fail in the transport. */
private fun brokenBodies(passage: Passage): Long = if (passage.name == "has its body looked into") 2 else 0

/** As many calls as there are proxies, at once, and none waits for anything that was not given back. */
private suspend fun TestScope.checkThatItWorks(rotator: ProxyRotator) {
    val started = currentTime
    List(3) { async { rotator.get(VIRTUAL_TARGET).bodyAsText() } }.awaitAll()
    currentTime - started shouldBeLessThan 20_000
}

/** Cancels its victim when the [at]th continuation is about to run, or has just run. */
@OptIn(InternalCoroutinesApi::class)
private class CancellingTestDispatcher(
    private val inner: TestDispatcher,
    private val at: Int,
    private val isBefore: Boolean,
) : CoroutineDispatcher(),
    Delay by inner {
    private var count = 0
    var victim: Job? = null
    var onCancel: () -> Unit = {}

    override fun dispatch(
        context: CoroutineContext,
        block: Runnable,
    ) {
        if (victim == null || ++count != at) return inner.dispatch(context, block)
        if (isBefore) cancel()
        val step =
            Runnable {
                block.run()
                if (!isBefore) cancel()
            }
        inner.dispatch(context, step)
    }

    private fun cancel() {
        victim?.cancel()
        onCancel()
    }
}

package dev.proxyrotator.limit

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.shouldBeLessThanOrEqual
import io.kotest.matchers.ints.shouldBeGreaterThanOrEqual
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

private const val THREADS = 16

class RateLimiterThreadsTest :
    FunSpec({
        test("S2-15 sixteen threads that ask, wait and give up get no more than burst + rate × t") {
            val limit = RateLimit(2_000, 1.seconds, burst = 20)
            val given = AtomicInteger()
            Executors.newFixedThreadPool(THREADS).asCoroutineDispatcher().use { threads ->
                val start = TimeSource.Monotonic.markNow()
                val limiter = RateLimiter(limit)
                runBlocking(threads) {
                    repeat(THREADS) { thread ->
                        launch {
                            val random = Random(thread)
                            repeat(60) { if (limiter.acquireSomehow(random)) given.incrementAndGet() }
                        }
                    }
                }
                val allowed = limit.burst + start.elapsedNow() / limit.per * limit.permits
                given.get().toDouble() shouldBeLessThanOrEqual allowed
                given.get() shouldBeGreaterThanOrEqual limit.burst
                runBlocking { limiter.acquire(limit.burst) }
            }
        }
    })

private suspend fun RateLimiter.acquireSomehow(random: Random): Boolean =
    when (random.nextInt(4)) {
        0 -> tryAcquire()

        1 -> tryAcquire(random.nextInt(20).milliseconds)

        // The permit may be taken in the very instant the time is over: then it counts, though nobody uses it.
        2 -> withTimeoutOrNull(random.nextInt(1, 10).milliseconds) { acquire() } != null

        else -> acquire().let { true }
    }

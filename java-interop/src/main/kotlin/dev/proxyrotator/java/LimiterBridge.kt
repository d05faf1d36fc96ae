package dev.proxyrotator.java

import dev.proxyrotator.limit.RateLimit
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.future.future
import java.time.Duration
import java.util.concurrent.CompletableFuture
import kotlin.time.toKotlinDuration
import dev.proxyrotator.limit.RateLimiter as SuspendingLimiter

/** The rate limiter of the library as futures. Who asks first is first: they take their place in the calling thread. */
internal class LimiterBridge(
    permits: Int,
    per: Duration,
    burst: Int,
) {
    private val limiter = SuspendingLimiter(RateLimit(permits, per.toKotlinDuration(), burst))
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    val limit: RateLimit get() = limiter.limit

    fun acquire(permits: Int): CompletableFuture<Void?> =
        scope.future(start = CoroutineStart.UNDISPATCHED) {
            limiter.acquire(permits)
            null
        }

    fun tryAcquire(permits: Int): Boolean = limiter.tryAcquire(permits)

    fun tryAcquire(
        maxWait: Duration,
        permits: Int,
    ): CompletableFuture<Boolean> =
        scope.future(start = CoroutineStart.UNDISPATCHED) { limiter.tryAcquire(maxWait.toKotlinDuration(), permits) }

    override fun toString(): String = limiter.toString()
}

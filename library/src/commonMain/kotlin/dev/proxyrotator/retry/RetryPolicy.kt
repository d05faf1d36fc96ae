package dev.proxyrotator.retry

import dev.proxyrotator.failure.FailureKind
import io.ktor.http.HttpMethod
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/**
 * When a failed attempt is followed by another one, through another proxy.
 *
 * A failure before the request can have reached the origin is repeated for every method; anything later only for
 * idempotent methods (RFC 9110 §9.2.2), or where the request says `rotation { idempotent = true }`. A one-shot body of
 * which bytes were taken is never sent again, and nothing is repeated once the caller holds the response.
 */
public class RetryPolicy internal constructor(
    /** Attempts of one request in all, the first included; *n* retries are `n + 1` attempts. Default 4. */
    public val maxAttempts: Int = DEFAULT_MAX_ATTEMPTS,
    /** The wait after a failure that may be the origin's: a status, a lost connection, a time-out. */
    public val backoff: Backoff = Backoff(),
    /** The bound of the jittered wait after a failure that is the proxy's alone. Default 25 ms. */
    public val failoverDelay: Duration = 25.milliseconds,
    /** Statuses that are tried again elsewhere. Default 408, 425, 429, 502, 503 and 504. */
    public val retryStatuses: Set<Int> = setOf(408, 425, 429, 502, 503, 504),
    /** The longest `Retry-After` that is waited for; with a longer one the response is given back. Default 60 s. */
    public val maxRetryAfter: Duration = 60.seconds,
) {
    init {
        require(maxAttempts >= 1) { "maxAttempts must be at least 1, was $maxAttempts" }
        require(failoverDelay >= Duration.ZERO && failoverDelay.isFinite()) {
            "failoverDelay must be finite and not negative, was $failoverDelay"
        }
        require(retryStatuses.all { it in 100..599 }) { "retryStatuses must be HTTP statuses, were $retryStatuses" }
        require(maxRetryAfter >= Duration.ZERO) { "maxRetryAfter must not be negative, was $maxRetryAfter" }
    }

    /** Whether a request that failed with [kind] may be sent again at all; budgets and deadlines are asked elsewhere. */
    internal fun mayRepeat(
        kind: FailureKind,
        idempotent: Boolean,
    ): Boolean = kind.beforeRequest || idempotent

    internal fun delayAfter(
        kind: FailureKind,
        retry: Int,
        random: Random,
    ): Duration = if (kind.beforeRequest) failoverDelay * random.nextDouble() else backoff.delay(retry, random)

    /** The policy in one line. */
    override fun toString(): String =
        "RetryPolicy(maxAttempts=$maxAttempts, backoff=$backoff, failoverDelay=$failoverDelay, " +
            "retryStatuses=$retryStatuses, maxRetryAfter=$maxRetryAfter)"

    internal companion object {
        const val DEFAULT_MAX_ATTEMPTS = 4

        private val idempotentMethods =
            setOf("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")

        fun isIdempotent(method: HttpMethod): Boolean = method.value in idempotentMethods
    }
}

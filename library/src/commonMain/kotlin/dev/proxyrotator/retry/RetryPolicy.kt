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
    /**
     * Attempts of one request that may have reached the target, the first included; *n* retries are `n + 1` attempts.
     * What failed before that is not among them while there is another proxy to turn to, see [maxFailovers]. Default 4.
     */
    public val maxAttempts: Int = DEFAULT_MAX_ATTEMPTS,
    waits: Waits = Waits(),
    /** Statuses that are tried again elsewhere. Default 408, 425, 429, 502, 503 and 504. */
    public val retryStatuses: Set<Int> = setOf(408, 425, 429, 502, 503, 504),
    /**
     * Further attempts of one request, through other proxies, after the proxy failed before the request can have reached
     * the target; at most 2 of them after a failed TLS handshake. Default 5. With 0, and [maxAttempts] 1, there is
     * exactly one attempt.
     */
    public val maxFailovers: Int = DEFAULT_MAX_FAILOVERS,
    /** The limit of the retries of all requests together. Default 20 % of the calls and 10 a second. */
    public val budget: RetryBudget = RetryBudget(),
) {
    /** The wait after a failure that may be the origin's: a lost connection, a time-out. */
    public val backoff: Backoff = waits.backoff

    /** The same after a status of [retryStatuses]. Default [backoff]. */
    public val statusBackoff: Backoff = waits.statusBackoff ?: waits.backoff

    /** The bound of the jittered wait after a failure that is the proxy's alone. Default 25 ms. */
    public val failoverDelay: Duration = waits.failoverDelay

    /** The longest `Retry-After` that is waited for; with a longer one the response is given back. Default 60 s. */
    public val maxRetryAfter: Duration = waits.maxRetryAfter

    internal class Waits(
        val backoff: Backoff = Backoff(),
        val statusBackoff: Backoff? = null,
        val failoverDelay: Duration = 25.milliseconds,
        val maxRetryAfter: Duration = 60.seconds,
    )

    init {
        require(maxAttempts >= 1) { "maxAttempts must be at least 1, was $maxAttempts" }
        require(maxFailovers >= 0) { "maxFailovers must not be negative, was $maxFailovers" }
        require(failoverDelay >= Duration.ZERO && failoverDelay.isFinite()) {
            "failoverDelay must be finite and not negative, was $failoverDelay"
        }
        require(retryStatuses.all { it in statuses }) { "retryStatuses must be HTTP statuses, were $retryStatuses" }
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
        elsewhere: Boolean = true,
    ): Duration =
        when {
            kind.beforeRequest && elsewhere -> failoverDelay * random.nextDouble()
            kind == FailureKind.STATUS -> statusBackoff.delay(retry, random)
            else -> backoff.delay(retry, random)
        }

    /** The policy in one line. */
    override fun toString(): String =
        "RetryPolicy(maxAttempts=$maxAttempts, backoff=$backoff, statusBackoff=$statusBackoff, " +
            "failoverDelay=$failoverDelay, " +
            "retryStatuses=$retryStatuses, maxRetryAfter=$maxRetryAfter, maxFailovers=$maxFailovers, budget=$budget)"

    internal companion object {
        const val DEFAULT_MAX_ATTEMPTS = 4
        const val DEFAULT_MAX_FAILOVERS = 5
        val statuses = 100..599

        private val idempotentMethods =
            setOf("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")

        fun isIdempotent(method: HttpMethod): Boolean = method.value in idempotentMethods
    }
}

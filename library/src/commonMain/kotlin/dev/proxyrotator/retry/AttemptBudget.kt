package dev.proxyrotator.retry

import dev.proxyrotator.failure.FailureKind

/**
 * What one request has left: attempts that may have reached the target, and failovers after those that cannot have.
 * Where there is no other proxy to turn to, trying again is no failover but one of the attempts. Either way only few are
 * for a failed TLS handshake: with the same certificate behind several proxies it is the target's.
 */
internal class AttemptBudget(
    private val policy: RetryPolicy,
    private val maxAttempts: Int = policy.maxAttempts,
    private val maxFailovers: Int = policy.maxFailovers,
) {
    private var reached = 0
    private var failovers = 0
    private var failedTls = 0

    /**
     * Whether one more attempt is allowed after one that failed with [kind] and is not counted yet. Only one that goes
     * [elsewhere], through a proxy that was not tried yet, is a failover.
     */
    fun mayRepeat(
        kind: FailureKind,
        idempotent: Boolean,
        elsewhere: Boolean = true,
    ): Boolean =
        policy.mayRepeat(kind, idempotent) &&
            (kind != FailureKind.TLS || failedTls < MAX_TLS_FAILOVERS) &&
            if (isFailover(kind, elsewhere)) failovers < maxFailovers else reached + 1 < maxAttempts

    /** An attempt failed with [kind], and is followed by one [elsewhere] or again through one that was tried. */
    fun count(
        kind: FailureKind,
        elsewhere: Boolean = true,
    ) {
        if (kind == FailureKind.TLS) failedTls++
        if (isFailover(kind, elsewhere)) failovers++ else reached++
    }

    private fun isFailover(
        kind: FailureKind,
        elsewhere: Boolean,
    ) = kind.beforeRequest && elsewhere

    private companion object {
        const val MAX_TLS_FAILOVERS = 2
    }
}

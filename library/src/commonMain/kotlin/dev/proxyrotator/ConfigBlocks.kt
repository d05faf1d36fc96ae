package dev.proxyrotator

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.retry.RetryPolicy
import kotlin.time.Duration

/** `timeouts { }`: see [Timeouts] for meanings and defaults. */
@RotatorDsl
public class TimeoutsBuilder internal constructor(
    defaults: Timeouts,
) {
    /** See [Timeouts.connect]. */
    public var connect: Duration = defaults.connect

    /** See [Timeouts.handshake]. */
    public var handshake: Duration = defaults.handshake

    /** See [Timeouts.tls]. */
    public var tls: Duration = defaults.tls

    /** See [Timeouts.responseHead]. */
    public var responseHead: Duration = defaults.responseHead

    /** See [Timeouts.idle]. */
    public var idle: Duration = defaults.idle

    /** See [Timeouts.call]. */
    public var call: Duration = defaults.call

    /** See [Timeouts.minimumBodyRate]. */
    public var minimumBodyRate: Int = defaults.minimumBodyRate

    internal fun build() = Timeouts(connect, handshake, tls, responseHead, idle, call, minimumBodyRate)
}

/** `retry { }`: see [RetryPolicy] for meanings and defaults. */
@RotatorDsl
public class RetryBuilder internal constructor(
    defaults: RetryPolicy,
) {
    /** See [RetryPolicy.maxAttempts]. */
    public var maxAttempts: Int = defaults.maxAttempts

    /** See [RetryPolicy.backoff]. */
    public var backoff: Backoff = defaults.backoff

    /** See [RetryPolicy.failoverDelay]. */
    public var failoverDelay: Duration = defaults.failoverDelay

    /** See [RetryPolicy.retryStatuses]. */
    public var retryStatuses: Set<Int> = defaults.retryStatuses

    /** See [RetryPolicy.maxRetryAfter]. */
    public var maxRetryAfter: Duration = defaults.maxRetryAfter

    /** Sets [maxAttempts] to one more than [retries]. */
    public fun maxRetries(retries: Int) {
        require(retries >= 0) { "maxRetries must not be negative, was $retries" }
        maxAttempts = retries + 1
    }

    internal fun build() = RetryPolicy(maxAttempts, backoff, failoverDelay, retryStatuses, maxRetryAfter)
}

/** `limits { }`: see [Limits] for meanings and defaults. */
@RotatorDsl
public class LimitsBuilder internal constructor(
    defaults: Limits,
) {
    /** See [Limits.maxConnectionsPerProxy]. */
    public var maxConnectionsPerProxy: Int = defaults.maxConnectionsPerProxy

    /** See [Limits.maxConnections]. */
    public var maxConnections: Int = defaults.maxConnections

    /** See [Limits.maxWaiting]. */
    public var maxWaiting: Int = defaults.maxWaiting

    /** See [Limits.leaseTimeout]. */
    public var leaseTimeout: Duration = defaults.leaseTimeout

    /** See [Limits.maxBodyInMemory]. */
    public var maxBodyInMemory: Long = defaults.maxBodyInMemory

    internal fun build() = Limits(maxConnectionsPerProxy, maxConnections, maxWaiting, leaseTimeout, maxBodyInMemory)
}

/** `health { }`: see [HealthPolicy] for meanings and defaults. */
@RotatorDsl
public class HealthBuilder internal constructor(
    defaults: HealthPolicy,
) {
    /** See [HealthPolicy.enabled]. */
    public var enabled: Boolean = defaults.enabled

    /** See [HealthPolicy.failureThreshold]. */
    public var failureThreshold: Int = defaults.failureThreshold

    /** See [HealthPolicy.coolDown]. */
    public var coolDown: Duration = defaults.coolDown

    /** See [HealthPolicy.maxCoolDown]. */
    public var maxCoolDown: Duration = defaults.maxCoolDown

    /** See [HealthPolicy.forgetAfter]. */
    public var forgetAfter: Duration = defaults.forgetAfter

    internal fun build() = HealthPolicy(enabled, failureThreshold, coolDown, maxCoolDown, forgetAfter)
}

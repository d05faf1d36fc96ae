package dev.proxyrotator

import dev.proxyrotator.health.CoolDowns
import dev.proxyrotator.health.FailureLimits
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.health.HostLimits
import dev.proxyrotator.health.PoolShares
import dev.proxyrotator.health.Recovery
import dev.proxyrotator.health.UnprovenLimits
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.retry.RetryBudget
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.session.OnExitLost
import dev.proxyrotator.session.SessionPolicy
import kotlin.time.Duration

/** `retry { }`: see [RetryPolicy] for meanings and defaults. */
@RotatorDsl
public class RetryBuilder internal constructor(
    defaults: RetryPolicy,
) {
    /** See [RetryPolicy.maxAttempts]. */
    public var maxAttempts: Int = defaults.maxAttempts

    /** See [RetryPolicy.backoff]. */
    public var backoff: Backoff = defaults.backoff

    /** See [RetryPolicy.statusBackoff]; `null`, the default, for [backoff]. */
    public var statusBackoff: Backoff? = defaults.statusBackoff.takeIf { it !== defaults.backoff }

    /** See [RetryPolicy.failoverDelay]. */
    public var failoverDelay: Duration = defaults.failoverDelay

    /** See [RetryPolicy.retryStatuses]. */
    public var retryStatuses: Set<Int> = defaults.retryStatuses

    /** See [RetryPolicy.maxRetryAfter]. */
    public var maxRetryAfter: Duration = defaults.maxRetryAfter

    /** See [RetryPolicy.maxFailovers]. */
    public var maxFailovers: Int = defaults.maxFailovers

    /** See [RetryPolicy.budget]. */
    public var budget: RetryBudget = defaults.budget

    /**
     * Sets [maxAttempts] to one more than [retries].
     *
     * @throws IllegalArgumentException if [retries] is negative
     */
    public fun maxRetries(retries: Int) {
        require(retries >= 0) { "maxRetries must not be negative, was $retries" }
        maxAttempts = retries + 1
    }

    internal fun build() =
        RetryPolicy(
            maxAttempts,
            RetryPolicy.Waits(backoff, statusBackoff, failoverDelay, maxRetryAfter),
            retryStatuses,
            maxFailovers,
            budget,
        )
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

    /** See [Limits.maxConnectionsPerHost]. */
    public var maxConnectionsPerHost: Int? = defaults.maxConnectionsPerHost

    /** See [Limits.ratePerProxy]. */
    public var ratePerProxy: RateLimit? = defaults.ratePerProxy

    /** See [Limits.ratePerHost]. */
    public var ratePerHost: RateLimit? = defaults.ratePerHost

    /** See [Limits.rate]. */
    public var rate: RateLimit? = defaults.rate

    internal fun build() =
        Limits(
            maxConnectionsPerProxy,
            maxConnections,
            maxWaiting,
            leaseTimeout,
            maxBodyInMemory,
            maxConnectionsPerHost,
            Limits.Rates(ratePerProxy, ratePerHost, rate),
        )
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

    /** See [HealthPolicy.failureRate]. */
    public var failureRate: Double = defaults.failureRate

    /** See [HealthPolicy.minimumOutcomes]. */
    public var minimumOutcomes: Int = defaults.minimumOutcomes

    /** See [HealthPolicy.failureWindow]. */
    public var failureWindow: Duration = defaults.failureWindow

    /** See [HealthPolicy.coolDown]. */
    public var coolDown: Duration = defaults.coolDown

    /** See [HealthPolicy.maxCoolDown]. */
    public var maxCoolDown: Duration = defaults.maxCoolDown

    /** See [HealthPolicy.forgetAfter]. */
    public var forgetAfter: Duration = defaults.forgetAfter

    /** See [HealthPolicy.slowStart]. */
    public var slowStart: Duration = defaults.slowStart

    /** See [HealthPolicy.probeTimeout]. */
    public var probeTimeout: Duration = defaults.probeTimeout

    /** See [HealthPolicy.unprovenLeases]. */
    public var unprovenLeases: Int = defaults.unprovenLeases

    /** See [HealthPolicy.unprovenFor]. */
    public var unprovenFor: Duration = defaults.unprovenFor

    /** See [HealthPolicy.panicThreshold]. */
    public var panicThreshold: Double = defaults.panicThreshold

    /** See [HealthPolicy.maxEjected]. */
    public var maxEjected: Double = defaults.maxEjected

    /** See [HealthPolicy.hostMemory]. */
    public var hostMemory: Duration = defaults.hostMemory

    /** See [HealthPolicy.hostFaults]. */
    public var hostFaults: Int = defaults.hostFaults

    internal fun build() =
        HealthPolicy(
            enabled,
            FailureLimits(failureThreshold, failureRate, minimumOutcomes, failureWindow),
            CoolDowns(coolDown, maxCoolDown, forgetAfter),
            Recovery(slowStart, probeTimeout),
            UnprovenLimits(unprovenLeases, unprovenFor),
            PoolShares(panicThreshold, maxEjected),
            HostLimits(hostMemory, hostFaults),
        )
}

/** `sessions { }`: see [SessionPolicy] for meanings and defaults. */
@RotatorDsl
public class SessionsBuilder internal constructor(
    defaults: SessionPolicy,
) {
    /** See [SessionPolicy.timeToLive]. */
    public var timeToLive: Duration = defaults.timeToLive

    /** See [SessionPolicy.maxUses]. */
    public var maxUses: Int? = defaults.maxUses

    /** See [SessionPolicy.onExitLost]. */
    public var onExitLost: OnExitLost = defaults.onExitLost

    /** See [SessionPolicy.maxSessions]. */
    public var maxSessions: Int = defaults.maxSessions

    /** See [SessionPolicy.cookies]. */
    public var cookies: Boolean = defaults.cookies

    internal fun build() = SessionPolicy(timeToLive, maxUses, onExitLost, maxSessions, cookies)
}

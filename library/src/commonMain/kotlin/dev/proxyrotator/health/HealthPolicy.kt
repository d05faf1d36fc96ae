package dev.proxyrotator.health

import kotlin.time.Duration

/**
 * When a proxy is taken out of rotation and when it comes back. Judged by the traffic itself: failures that may be the
 * proxy's count, in part where the proxy only reports that it cannot reach its target, and are taken back when they turn
 * out to be the target's. An origin's own errors do not count.
 */
public class HealthPolicy internal constructor(
    /** `false` keeps every proxy in rotation whatever happens. Default `true`. */
    public val enabled: Boolean = true,
    internal val failures: FailureLimits = FailureLimits(),
    internal val coolDowns: CoolDowns = CoolDowns(),
    internal val recovery: Recovery = Recovery(),
    internal val unproven: UnprovenLimits = UnprovenLimits(),
    internal val shares: PoolShares = PoolShares(),
    internal val hosts: HostLimits = HostLimits(),
) {
    /** Failures in a row after which a proxy cools down. At least 1; default 5. */
    public val failureThreshold: Int get() = failures.threshold

    /**
     * The share of failures among the outcomes within [failureWindow] from which on a proxy cools down, once there are
     * [minimumOutcomes]. Greater than 0.0; more than 1.0 is never reached, so that only [failureThreshold] counts.
     * Default 0.5.
     */
    public val failureRate: Double get() = failures.rate

    /** How many outcomes it takes for [failureRate] to count. Between 1 and 250; default 10. */
    public val minimumOutcomes: Int get() = failures.minimumOutcomes

    /** The time that [failureRate] looks back; outcomes fall out of it by halves. At least 1 ms; default 60 s. */
    public val failureWindow: Duration get() = failures.window

    /**
     * The first cool-down, jittered between half of it and all of it; the *n*-th in a row is *n* times as long. Positive;
     * default 30 s.
     */
    public val coolDown: Duration get() = coolDowns.first

    /** The longest cool-down. At least [coolDown]; default 300 s. */
    public val maxCoolDown: Duration get() = coolDowns.longest

    /** Every such span of health after a recovery makes the next cool-down one step shorter. Positive; default 10 s. */
    public val forgetAfter: Duration get() = coolDowns.forgetAfter

    /**
     * The time after a recovery over which the share of requests that a proxy gets rises evenly from a tenth of what it
     * would get otherwise to all of it. Zero for all of it at once; default 30 s.
     */
    public val slowStart: Duration get() = recovery.slowStart

    /**
     * How long the one request that decides whether a proxy comes back may take until another one is let through as
     * well. Positive; default 60 s.
     */
    public val probeTimeout: Duration get() = recovery.probeTimeout

    /** How many attempts may be under way through a proxy that has not yet brought a response. At least 1; default 5. */
    public val unprovenLeases: Int get() = unproven.leases

    /** The time after a proxy's first attempt when [unprovenLeases] no longer holds, success or not. Default 5 s. */
    public val unprovenFor: Duration get() = unproven.span

    /**
     * Below this share of healthy proxies those that cool down are used too. Between 0.0 and 1.0; default 0.0, which is
     * never: then a request fails when no proxy is healthy.
     */
    public val panicThreshold: Double get() = shares.panicThreshold

    /**
     * The share of the pool that may be out for failures at the same time, those whose cool-down is over and that are yet
     * to be tried included; one proxy always may. Between 0.0 and 1.0; default 1.0.
     */
    public val maxEjected: Double get() = shares.maxEjected

    /**
     * How long a proxy that failed for a target host is avoided for this host, and how long failures through different
     * proxies are held against the host ([hostFaults]). Zero for not at all; default 60 s.
     */
    public val hostMemory: Duration get() = hosts.memory

    /**
     * How many different proxies must fail for one target host, without a success there, for it to be the host's fault:
     * what they were charged is then taken back. Of a smaller pool all of them, but never a single one. Where the host's
     * certificate is refused, two are enough. At least 2; default 3.
     */
    public val hostFaults: Int get() = hosts.faults

    /** The policy in one line. */
    override fun toString(): String =
        "HealthPolicy(enabled=$enabled, failureThreshold=$failureThreshold, failureRate=$failureRate, " +
            "minimumOutcomes=$minimumOutcomes, failureWindow=$failureWindow, coolDown=$coolDown, " +
            "maxCoolDown=$maxCoolDown, forgetAfter=$forgetAfter, slowStart=$slowStart, probeTimeout=$probeTimeout, " +
            "unprovenLeases=$unprovenLeases, unprovenFor=$unprovenFor, panicThreshold=$panicThreshold, " +
            "maxEjected=$maxEjected, hostMemory=$hostMemory, hostFaults=$hostFaults)"
}

package dev.proxyrotator.pool

import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.proxy.Proxy
import kotlin.time.Duration

/** One proxy in numbers at one moment. */
public class ProxyStats internal constructor(
    /** The proxy. */
    public val proxy: Proxy,
    /** Whether it may be chosen. */
    public val health: ProxyHealth,
    /** Attempts that were sent through it, running ones included. */
    public val requests: Long,
    /** Attempts that brought a response. */
    public val successes: Long,
    /** Failed attempts by kind; kinds that did not happen are absent. Cancelled attempts count in [requests] alone. */
    public val failures: Map<FailureKind, Long>,
    /** Attempts under way. */
    public val inFlight: Int,
    /** The moving average of how long a successful attempt took, the latest weighing a fifth; `null` before the first. */
    public val averageLatency: Duration?,
) {
    /** The numbers in one line, without credentials. */
    override fun toString(): String =
        "ProxyStats($proxy, $health, requests=$requests, successes=$successes, failures=$failures, " +
            "inFlight=$inFlight, averageLatency=$averageLatency)"
}

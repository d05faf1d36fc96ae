package dev.proxyrotator.limit

import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * How much may be under way at once, and how much may start per time. Who finds every place taken or has to wait for a
 * rate waits in order, cancellable: for a proxy at most [leaseTimeout], for a host or a rate as long as the call may take.
 */
public class Limits internal constructor(
    /** Attempts in flight through one proxy. A busy proxy is passed over while another one is free. Default 50. */
    public val maxConnectionsPerProxy: Int = 50,
    /** Attempts in flight in all. Default 512. */
    public val maxConnections: Int = 512,
    /** Requests that may wait for a place; one more fails at once. Default 100,000. */
    public val maxWaiting: Int = 100_000,
    /** The longest wait for a place at a proxy. Default 10 s. */
    public val leaseTimeout: Duration = 10.seconds,
    /** The largest body in bytes that is held in memory; a streamed one is not held. Default 64 MiB. */
    public val maxBodyInMemory: Long = 64L * 1024 * 1024,
    /** Attempts in flight to one target host, through whatever proxies; `null`, the default, for no limit. */
    public val maxConnectionsPerHost: Int? = null,
    rates: Rates = Rates(),
) {
    /** How often one proxy is used; one at its limit is passed over. `null`, the default, for no limit. */
    public val ratePerProxy: RateLimit? = rates.perProxy

    /**
     * How often one target host is asked, by attempts through whatever proxies. `null`, the default, for no limit. What
     * a host has used up is remembered for at most 10,000 idle hosts.
     */
    public val ratePerHost: RateLimit? = rates.perHost

    /** How many attempts start in all. `null`, the default, for no limit. */
    public val rate: RateLimit? = rates.all

    internal class Rates(
        val perProxy: RateLimit? = null,
        val perHost: RateLimit? = null,
        val all: RateLimit? = null,
    )

    init {
        require(
            maxConnectionsPerProxy >= 1,
        ) { "maxConnectionsPerProxy must be at least 1, was $maxConnectionsPerProxy" }
        require(maxConnections >= 1) { "maxConnections must be at least 1, was $maxConnections" }
        require(maxConnectionsPerHost == null || maxConnectionsPerHost >= 1) {
            "maxConnectionsPerHost must be at least 1, was $maxConnectionsPerHost"
        }
        require(maxWaiting >= 0) { "maxWaiting must not be negative, was $maxWaiting" }
        require(leaseTimeout >= Duration.ZERO) { "leaseTimeout must not be negative, was $leaseTimeout" }
        require(maxBodyInMemory >= 0) { "maxBodyInMemory must not be negative, was $maxBodyInMemory" }
    }

    /** The limits in one line. */
    override fun toString(): String =
        "Limits(maxConnectionsPerProxy=$maxConnectionsPerProxy, maxConnections=$maxConnections, " +
            "maxConnectionsPerHost=$maxConnectionsPerHost, maxWaiting=$maxWaiting, leaseTimeout=$leaseTimeout, " +
            "maxBodyInMemory=$maxBodyInMemory, ratePerProxy=$ratePerProxy, ratePerHost=$ratePerHost, rate=$rate)"
}

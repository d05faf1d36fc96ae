package dev.proxyrotator.limit

import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** How much may be under way at once. Who finds every place taken waits in order, cancellable, for [leaseTimeout]. */
public class Limits internal constructor(
    /** Attempts in flight through one proxy. A busy proxy is passed over while another one is free. Default 50. */
    public val maxConnectionsPerProxy: Int = 50,
    /** Attempts in flight in all. Default 512. */
    public val maxConnections: Int = 512,
    /** Requests that may wait for a place; one more fails at once. Default 100,000. */
    public val maxWaiting: Int = 100_000,
    /** The longest wait for a place. Default 10 s. */
    public val leaseTimeout: Duration = 10.seconds,
    /** The largest body in bytes that is held in memory; a streamed one is not held. Default 64 MiB. */
    public val maxBodyInMemory: Long = 64L * 1024 * 1024,
) {
    init {
        require(
            maxConnectionsPerProxy >= 1,
        ) { "maxConnectionsPerProxy must be at least 1, was $maxConnectionsPerProxy" }
        require(maxConnections >= 1) { "maxConnections must be at least 1, was $maxConnections" }
        require(maxWaiting >= 0) { "maxWaiting must not be negative, was $maxWaiting" }
        require(leaseTimeout >= Duration.ZERO) { "leaseTimeout must not be negative, was $leaseTimeout" }
        require(maxBodyInMemory >= 0) { "maxBodyInMemory must not be negative, was $maxBodyInMemory" }
    }

    /** The limits in one line. */
    override fun toString(): String =
        "Limits(maxConnectionsPerProxy=$maxConnectionsPerProxy, maxConnections=$maxConnections, " +
            "maxWaiting=$maxWaiting, leaseTimeout=$leaseTimeout, maxBodyInMemory=$maxBodyInMemory)"
}

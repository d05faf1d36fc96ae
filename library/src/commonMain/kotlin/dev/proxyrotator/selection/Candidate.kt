package dev.proxyrotator.selection

import dev.proxyrotator.proxy.InternalRotatorApi
import dev.proxyrotator.proxy.Proxy

/**
 * What a strategy sees of one proxy of the pool. Equal only to itself.
 *
 * The pool changes it under its own lock; a reader without that lock may see older values.
 */
public open class Candidate internal constructor(
    proxy: Proxy,
    // Small and dense, so that selectors can keep what they know in arrays. Another candidate's after this one has left.
    internal val slot: Int,
) {
    init {
        require(slot >= 0) { "slot must not be negative: $slot" }
    }

    /** The proxy that a request goes through when this is chosen. Its identity never changes; the rest may. */
    public var proxy: Proxy = proxy
        internal set

    /** How often this proxy has been lent since it joined the pool, whoever chose it. Starts at 0. */
    public var uses: Long = 0
        internal set

    /** How many attempts are under way through this proxy now. Starts at 0. */
    public var inFlight: Int = 0
        internal set

    /** The share of the traffic it should get, relative to the others. Starts as the proxy's own weight. */
    public var weight: Double = proxy.weight
        internal set(value) {
            require(value > 0.0 && value.isFinite()) { "weight must be finite and above 0: $value" }
            field = value
        }

    // The logarithm of the estimated latency in nanoseconds, plus the time of the measurement over the time of decay. As
    // all estimates decay alike, it stays comparable without a clock. NaN without a measurement.
    internal var latencyRank: Double = Double.NaN
    internal var latencyStamp: Long = Long.MIN_VALUE

    // Reads something of each part of its memory; the result means nothing. Whoever is about to use several candidates
    // waits for the memory of all of them at once if it calls this for all of them first.
    internal open fun touch(): Long = uses

    /** The proxy, as it prints itself. */
    override fun toString(): String = proxy.toString()

    /** Makes candidates for modules that cannot see the constructor. */
    public companion object {
        /** A candidate with no uses yet. */
        @InternalRotatorApi
        public fun of(
            proxy: Proxy,
            slot: Int,
        ): Candidate = Candidate(proxy, slot)
    }
}

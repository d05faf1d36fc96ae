package dev.proxyrotator.selection

import dev.proxyrotator.proxy.InternalRotatorApi
import dev.proxyrotator.proxy.Proxy

/**
 * What a strategy sees of one proxy of the pool. Equal only to itself.
 *
 * The pool changes it under its own lock; a reader without that lock may see older values of [uses] and [weight].
 *
 * @property proxy the proxy that a request goes through when this is chosen
 */
public class Candidate internal constructor(
    public val proxy: Proxy,
    // Small and dense, so that selectors can keep what they know in arrays. Another candidate's after this one has left.
    internal val slot: Int,
) {
    init {
        require(slot >= 0) { "slot must not be negative: $slot" }
    }

    /** How often this proxy has been chosen since it joined the pool. Starts at 0. */
    public var uses: Long = 0
        internal set

    /** The share of the traffic it should get, relative to the others. Starts as the proxy's own weight. */
    public var weight: Double = proxy.weight
        internal set(value) {
            require(value > 0.0 && value.isFinite()) { "weight must be finite and above 0: $value" }
            field = value
        }

    /** Counts one use. A [Selector] calls it for the candidate it chooses, nobody else does. */
    public fun countUse() {
        uses++
    }

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

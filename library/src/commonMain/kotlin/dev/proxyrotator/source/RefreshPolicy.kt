package dev.proxyrotator.source

/**
 * How far one refresh may change the pool.
 *
 * @property maxReplaced the largest share, 0 to 1, of the proxies from a source that one refresh may take out; 0.5 by
 *   default. When more of them are gone from the list it is not trusted and the last good one stays. 1.0 for a list that
 *   is made anew each time.
 * @property alwaysReplaceable how many it may take out whatever the share; 5 by default, for short lists.
 * @throws IllegalArgumentException if [maxReplaced] is not in 0..1, or [alwaysReplaceable] is negative.
 */
public class RefreshPolicy(
    public val maxReplaced: Double = 0.5,
    public val alwaysReplaceable: Int = 5,
) {
    init {
        require(maxReplaced in 0.0..1.0) { "maxReplaced must be in 0..1, was $maxReplaced" }
        require(alwaysReplaceable >= 0) { "alwaysReplaceable must not be negative, was $alwaysReplaceable" }
    }

    /** How many of [named] proxies may go at once. */
    internal fun replaceable(named: Int): Int = maxOf((named * maxReplaced).toInt(), alwaysReplaceable)

    /** Both values. */
    override fun toString(): String = "RefreshPolicy(maxReplaced=$maxReplaced, alwaysReplaceable=$alwaysReplaceable)"
}

package dev.proxyrotator.selection

import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes

/**
 * The proxies in tiers, from the first choice to the last resort: cheap ones first, and dear ones only for the targets
 * that refuse the cheap ones.
 *
 * A proxy belongs to the first tier whose filter it matches; those that match none form one more tier behind the last,
 * by [RoundRobin]. Each target host is at a level, at first that of the first tier. A choice is made from that tier; when
 * nobody is left there, from the ones behind it, and at last from those before it.
 *
 * When a target [bans][SelectionReport.Outcome.BANNED] a proxy of a tier, its level rises to the next tier. After each
 * [memory] without a ban it falls by one, so that what is cheap is tried again. The levels of 10,000 hosts are
 * remembered; with more, the one whose last ban was longest ago is forgotten.
 *
 * @param tiers at least one
 * @property memory how long a ban raises the level of a host, 10 minutes by default; above 0
 * @throws IllegalArgumentException if there is no tier, or [memory] is not above 0
 */
public class Tiered(
    tiers: List<Tier>,
    public val memory: Duration = 10.minutes,
) : RotationStrategy {
    /** From the first choice to the last resort, without those that match none. */
    public val tiers: List<Tier> = tiers.toList()

    init {
        require(tiers.isNotEmpty()) { "name at least one tier" }
        require(memory.isPositive()) { "memory must be above 0: $memory" }
    }

    override val name: String get() = "tiered"

    override fun newSelector(context: SelectorContext): Selector =
        TieredSelector(
            filters = tiers.map(Tier::filter),
            selectors = (tiers.map(Tier::inner) + RoundRobin()).map { it.newSelector(context) },
            levels = HostLevels(highest = tiers.size, memory, context.timeSource),
        )

    /** By the tiers and the memory. */
    override fun equals(other: Any?): Boolean = other is Tiered && tiers == other.tiers && memory == other.memory

    /** By the tiers and the memory. */
    override fun hashCode(): Int = 31 * tiers.hashCode() + memory.hashCode()

    /** The [name] with the tiers and the memory. */
    override fun toString(): String = "$name(${tiers.joinToString()}, memory=$memory)"
}

/**
 * One tier of [Tiered].
 *
 * @property filter says who belongs to it, of those that belong to no tier before it
 * @property inner chooses among these; [RoundRobin] by default
 */
public class Tier(
    public val filter: ProxyFilter,
    public val inner: RotationStrategy = RoundRobin(),
) {
    /** By the filter and the inner strategy. */
    override fun equals(other: Any?): Boolean = other is Tier && filter == other.filter && inner == other.inner

    /** By the filter and the inner strategy. */
    override fun hashCode(): Int = 31 * filter.hashCode() + inner.hashCode()

    /** The filter and the inner strategy. */
    override fun toString(): String = "$filter: $inner"
}

package dev.proxyrotator.selection

import kotlin.jvm.JvmStatic

/**
 * The rule by which a pool chooses the next proxy. A value without state: one instance may serve many pools.
 *
 * | name | class | chooses |
 * |---|---|---|
 * | `round-robin` | [RoundRobin] | in turn, exactly fair; the default |
 * | `random` | [UniformRandom] | by chance, all alike |
 * | `weighted` | [Weighted] | by chance, in proportion to the weights |
 * | `least-used` | [LeastUsed] | the one lent least often over its whole life |
 * | `least-in-flight` | [LeastInFlight] | the one with the fewest attempts under way |
 * | `latency-aware` | [LatencyAware] | the quicker of two by chance |
 * | `sticky` | [Sticky] | for the same key or host the same one |
 * | `cost-aware` | [CostAware] | by chance, the cheaper the more often |
 *
 * Others are made of these, and are not known by name, since they need to be told more:
 *
 * | class | chooses |
 * |---|---|
 * | [EveryRequests], [EveryDuration] | the same one for a number of choices, or for some time |
 * | [Tiered] | dear ones only for targets that refuse the cheap ones |
 * | [Filtered] | from a part of the pool |
 * | [of] | by a function of your own |
 *
 * Each of them chooses in a time that does not depend on the size of the pool.
 */
public interface RotationStrategy {
    /** What it is called in configuration, statistics and logs, such as `round-robin`. */
    public val name: String

    /** A new, empty index for one pool. */
    public fun newSelector(context: SelectorContext): Selector

    /** The strategies that have a name, and those of one's own. */
    public companion object {
        /** The names that [named] knows, the default one first. */
        public val names: List<String> = builtIn().map(RotationStrategy::name)

        /**
         * The strategy called [name], spelled exactly as in [names].
         *
         * @throws IllegalArgumentException when there is none; the message lists the known names
         */
        public fun named(name: String): RotationStrategy =
            requireNotNull(builtIn().find { it.name == name }) {
                "Unknown strategy \"$name\". Known: ${names.joinToString()}"
            }

        /**
         * A strategy that lets [chooser] choose. Equal to another one of the same name and chooser.
         *
         * ```
         * RotationStrategy.of("cheapest-of-two") { choices, _ ->
         *     minOf(choices.random(), choices.random(), compareBy { it.proxy.cost })
         * }
         * ```
         *
         * A request fails with an [IllegalStateException] that names the strategy when it chooses what was not among its
         * choices, and with whatever it throws.
         *
         * @param name not blank; not added to [names]
         * @throws IllegalArgumentException if [name] is blank
         */
        @JvmStatic
        public fun of(
            name: String,
            chooser: CandidateChooser,
        ): RotationStrategy = ChosenByUser(name, chooser)

        private fun builtIn() =
            listOf(
                RoundRobin(),
                UniformRandom(),
                Weighted(),
                LeastUsed(),
                LeastInFlight(),
                LatencyAware(),
                Sticky(),
                CostAware(),
            )
    }
}

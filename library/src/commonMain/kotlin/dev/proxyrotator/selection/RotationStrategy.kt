package dev.proxyrotator.selection

/**
 * The rule by which a pool chooses the next proxy. A value without state: one instance may serve many pools.
 *
 * | name | chooses | fair |
 * |---|---|---|
 * | `round-robin` | in turn; the default | exactly |
 * | `random` | by chance, all alike | in the long run |
 * | `weighted` | by chance, in proportion to the weights | in the long run |
 * | `least-used` | the one chosen least often so far | exactly, over a proxy's whole life |
 *
 * Each of them chooses in a time that does not depend on the size of the pool.
 */
public interface RotationStrategy {
    /** What it is called in configuration, statistics and logs, such as `round-robin`. */
    public val name: String

    /** A new, empty index for one pool. */
    public fun newSelector(context: SelectorContext): Selector

    /** The strategies that have a name. */
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

        private fun builtIn() = listOf(RoundRobin(), UniformRandom(), Weighted(), LeastUsed())
    }
}

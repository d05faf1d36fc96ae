package dev.proxyrotator.selection

/**
 * Any proxy by chance, all with the same probability, whatever came before. Exclusions do not bend the odds of the
 * others. One choice costs O(1 + number of excluded).
 *
 * Even only in the long run: where short runs should be even too, take [RoundRobin].
 */
public class UniformRandom : RotationStrategy {
    override val name: String get() = "random"

    override fun newSelector(context: SelectorContext): Selector = ByChanceSelector(context) { 1.0 }

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is UniformRandom

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

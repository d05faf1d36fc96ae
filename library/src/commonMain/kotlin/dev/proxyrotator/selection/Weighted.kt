package dev.proxyrotator.selection

/**
 * Any proxy by chance, in proportion to its weight: one of weight 2 is chosen twice as often as one of weight 1. With
 * equal weights, so also with none given, the same as [UniformRandom].
 *
 * Exclusions leave the proportions of the others as they are. Weights count to nine digits, from 2^-42 (2.3e-13) to
 * 2^22 (4.2e6); one beyond counts as that bound. One choice costs O(1 + number of excluded), a change of weight O(1), at
 * any size and with any spread of weights.
 */
public class Weighted : RotationStrategy {
    override val name: String get() = "weighted"

    override fun newSelector(context: SelectorContext): Selector = ByChanceSelector(context, Candidate::weight)

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is Weighted

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

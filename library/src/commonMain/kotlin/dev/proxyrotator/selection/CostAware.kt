package dev.proxyrotator.selection

import dev.proxyrotator.proxy.Proxy
import kotlin.jvm.JvmOverloads
import kotlin.math.pow

/**
 * Any proxy by chance, the cheaper the more often: in proportion to its [weight][Candidate.weight], divided by its
 * [cost][Proxy.cost] to the power of the [bias]. With equal costs, so also with none given, the same as [Weighted].
 *
 * One choice costs O(1 + number of excluded). The shares have the limits that [Weighted] has for weights.
 *
 * @property bias how much the cost counts: at 1.0, the default, a proxy that costs twice as much gets half of the
 *   requests, so that as much is spent on each; at 2.0 a quarter; at 0.0 the cost does not count. Finite, at least 0.
 * @throws IllegalArgumentException if [bias] is not in that range
 */
public class CostAware
    @JvmOverloads
    constructor(
        public val bias: Double = 1.0,
    ) : RotationStrategy {
        init {
            require(bias >= 0 && bias.isFinite()) { "bias must be finite and at least 0: $bias" }
        }

        override val name: String get() = "cost-aware"

        override fun newSelector(context: SelectorContext): Selector = ByChanceSelector(context, ::share)

        // A cost beyond all bounds leaves the least share there is, but some.
        private fun share(candidate: Candidate): Double =
            maxOf(candidate.weight / candidate.proxy.cost.pow(bias), Double.MIN_VALUE)

        /** By the [bias]. */
        override fun equals(other: Any?): Boolean = other is CostAware && bias == other.bias

        /** By the [bias]. */
        override fun hashCode(): Int = bias.hashCode()

        /** The [name]; with a [bias] other than 1.0 also that. */
        override fun toString(): String = if (bias == 1.0) name else "$name($bias)"
    }

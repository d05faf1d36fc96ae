package dev.proxyrotator.selection

import kotlin.jvm.JvmOverloads

/**
 * The same proxy for a number of choices in a row; then another strategy chooses the next one.
 *
 * A proxy that leaves, is at its limit, or is excluded from a request, is replaced at once. Attempts count, not requests:
 * a second attempt goes to another proxy, and that one is kept from then on.
 *
 * @property requests how often each is chosen in a row, at least 1
 * @property inner chooses the next proxy; [RoundRobin] by default
 * @throws IllegalArgumentException if [requests] is below 1
 */
public class EveryRequests
    @JvmOverloads
    constructor(
        public val requests: Int,
        public val inner: RotationStrategy = RoundRobin(),
    ) : RotationStrategy {
        init {
            require(requests >= 1) { "requests must be at least 1: $requests" }
        }

        override val name: String get() = "every-requests"

        override fun newSelector(context: SelectorContext): Selector =
            object : KeepingSelector(inner.newSelector(context)) {
                private var left = 0

                override fun begin() {
                    left = requests - 1
                }

                override fun mayContinue(): Boolean = left-- > 0
            }

        /** By the number and the inner strategy. */
        override fun equals(other: Any?): Boolean =
            other is EveryRequests && requests == other.requests && inner == other.inner

        /** By the number and the inner strategy. */
        override fun hashCode(): Int = 31 * requests + inner.hashCode()

        /** The [name] with its number and the inner strategy. */
        override fun toString(): String = "$name($requests, $inner)"
    }

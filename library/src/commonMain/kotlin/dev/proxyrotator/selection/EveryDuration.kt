package dev.proxyrotator.selection

import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/**
 * The same proxy for some time; the first choice after that is made by another strategy, and so is the next proxy.
 *
 * A proxy that leaves, is at its limit, or is excluded from a request, is replaced at once, and the time of the new one
 * begins.
 *
 * @property duration how long each is kept, above 0
 * @property inner chooses the next proxy; [RoundRobin] by default
 * @throws IllegalArgumentException if [duration] is not above 0
 */
public class EveryDuration(
    public val duration: Duration,
    public val inner: RotationStrategy = RoundRobin(),
) : RotationStrategy {
    init {
        require(duration.isPositive()) { "duration must be above 0: $duration" }
    }

    override val name: String get() = "every-duration"

    override fun newSelector(context: SelectorContext): Selector =
        object : KeepingSelector(inner.newSelector(context)) {
            private lateinit var since: ComparableTimeMark

            override fun begin() {
                since = context.timeSource.markNow()
            }

            override fun mayContinue(): Boolean = since.elapsedNow() < duration
        }

    /** By the duration and the inner strategy. */
    override fun equals(other: Any?): Boolean =
        other is EveryDuration && duration == other.duration && inner == other.inner

    /** By the duration and the inner strategy. */
    override fun hashCode(): Int = 31 * duration.hashCode() + inner.hashCode()

    /** The [name] with its duration and the inner strategy. */
    override fun toString(): String = "$name($duration, $inner)"
}

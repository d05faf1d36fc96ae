package dev.proxyrotator.event

import kotlinx.coroutines.CancellationException
import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.InvocationKind
import kotlin.contracts.contract
import kotlin.time.Duration
import kotlin.time.TimeSource

/** How a timed block ended. */
public enum class BlockOutcome {
    /** It came to its end, or was left by a `return` or a `break`. */
    RETURNED,

    /** It threw. */
    FAILED,

    /** It was cancelled. */
    CANCELLED,
}

/**
 * Measures blocks of code and reports each to a listener when it is over, however it ends:
 *
 * ```
 * val timer = BlockTimer { println(it) }
 * timer.timed("Total") {
 *     timed("Setup") { … }
 *     timed("Fetching") { … }      // reported as "Total/Fetching"
 * }
 * ```
 *
 * Works in suspending and in ordinary code alike: a block may suspend where its caller may. For one that reports to the
 * listeners and the log of a rotator, see `ProxyRotator.timed`. Safe to use from any thread.
 */
public class BlockTimer internal constructor(
    private val timeSource: TimeSource,
    private val isWanted: () -> Boolean,
    private val publish: (RotationEvent.TimedBlockEnded) -> Unit,
) {
    /**
     * A timer that tells [listener], on the thread on which the block ended; what it throws, the block throws.
     *
     * @param timeSource the clock. Default [TimeSource.Monotonic].
     */
    public constructor(
        timeSource: TimeSource = TimeSource.Monotonic,
        listener: RotationListener,
    ) : this(timeSource, { true }, listener::onEvent)

    /**
     * Runs [block] and reports how long it took, under that [name]. Within the block `timed` nests.
     *
     * @throws IllegalArgumentException when [name] is blank or has a line break or another control character in it
     */
    @OptIn(ExperimentalContracts::class)
    public inline fun <T> timed(
        name: String,
        block: TimedScope.() -> T,
    ): T {
        contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
        return begin(name, parent = null).measure(block)
    }

    @PublishedApi
    internal fun begin(
        name: String,
        parent: TimedScope?,
    ): TimedScope {
        require(name.isNotBlank()) { "The name of a timed block must not be blank" }
        require(name.none { it.isISOControl() || it == '\u2028' || it == '\u2029' }) {
            "The name of a timed block must be one line without control characters"
        }
        return TimedScope(this, name, parent, timeSource.markNow())
    }

    internal fun ended(
        scope: TimedScope,
        failure: Throwable?,
        duration: Duration,
    ) {
        if (!isWanted()) return
        val outcome =
            when (failure) {
                null -> BlockOutcome.RETURNED
                is CancellationException -> BlockOutcome.CANCELLED
                else -> BlockOutcome.FAILED
            }
        publish(RotationEvent.TimedBlockEnded(scope.path, outcome, failure, duration))
    }
}

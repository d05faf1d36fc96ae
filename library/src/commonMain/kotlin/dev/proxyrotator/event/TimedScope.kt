package dev.proxyrotator.event

import kotlin.contracts.ExperimentalContracts
import kotlin.contracts.InvocationKind
import kotlin.contracts.contract
import kotlin.time.TimeMark

/** The inside of a timed block; see [BlockTimer]. */
public class TimedScope internal constructor(
    private val timer: BlockTimer,
    private val name: String,
    private val parent: TimedScope?,
    private val begun: TimeMark,
) {
    /** The names of the blocks around this one and its own, parted by slashes: `Total/Setup`. */
    public val path: String get() = if (parent == null) name else "${parent.path}/$name"

    /**
     * Runs [block] and reports how long it took, as a part of this one.
     *
     * @throws IllegalArgumentException when [name] is blank or has a line break or another control character in it
     */
    @OptIn(ExperimentalContracts::class)
    public inline fun <T> timed(
        name: String,
        block: TimedScope.() -> T,
    ): T {
        contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
        return begin(name).measure(block)
    }

    @PublishedApi
    internal fun begin(name: String): TimedScope = timer.begin(name, this)

    @PublishedApi
    internal fun end(failure: Throwable?): Unit = timer.ended(this, failure, begun.elapsedNow())
}

/** In a `finally`, since a block may also be left by a `return` of the function around it. */
@PublishedApi
@OptIn(ExperimentalContracts::class)
internal inline fun <T> TimedScope.measure(block: TimedScope.() -> T): T {
    contract { callsInPlace(block, InvocationKind.EXACTLY_ONCE) }
    var failure: Throwable? = null
    try {
        return block()
    } catch (error: Throwable) {
        failure = error
        throw error
    } finally {
        end(failure)
    }
}

package dev.proxyrotator.health

import kotlin.time.AbstractLongTimeSource
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.seconds
import kotlin.time.DurationUnit

/** A clock whose count of nanoseconds begins anywhere and wraps, as that of the machine may. */
internal class WrappingClock(
    private var nanoseconds: Long,
) : AbstractLongTimeSource(DurationUnit.NANOSECONDS) {
    override fun read(): Long = nanoseconds

    operator fun plusAssign(passed: Duration) {
        nanoseconds += passed.inWholeNanoseconds
    }

    companion object {
        /** One that begins at zero, one that passes zero, one that wraps, and one as low as can be. */
        fun all(): List<WrappingClock> =
            listOf(0L, -5.seconds.inWholeNanoseconds, Long.MAX_VALUE - 5.seconds.inWholeNanoseconds, Long.MIN_VALUE)
                .map(::WrappingClock) + WrappingClock(-300.hours.inWholeNanoseconds)
    }
}

package dev.proxyrotator.java

import dev.proxyrotator.selection.EveryDuration
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.Tier
import dev.proxyrotator.selection.Tiered
import java.time.Duration
import kotlin.time.toKotlinDuration

/** The strategies whose constructors have names that Java cannot write. */
internal object KotlinStrategies {
    @JvmStatic
    fun everyDuration(
        duration: Duration,
        inner: RotationStrategy,
    ): RotationStrategy = EveryDuration(duration.toKotlinDuration(), inner)

    @JvmStatic
    fun tiered(
        tiers: List<Tier>,
        memory: Duration,
    ): RotationStrategy = Tiered(tiers, memory.toKotlinDuration())
}

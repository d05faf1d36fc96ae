package dev.proxyrotator.java

import dev.proxyrotator.TimeLimitsBuilder
import dev.proxyrotator.TimeoutsBuilder
import dev.proxyrotator.rotation.RequestTimeouts
import java.util.function.Consumer
import java.util.regex.Pattern
import kotlin.time.toKotlinDuration

/** The rules of the library's `timeouts { }` behind [TimeoutRules], with the durations and patterns of Java. */
internal class TimeoutRuleSettings(
    private val timeouts: TimeoutsBuilder,
) {
    fun host(
        pattern: String,
        limits: Consumer<TimeLimits>,
    ) = timeouts.host(pattern) { take(limits) }

    fun glob(
        pattern: String,
        limits: Consumer<TimeLimits>,
    ) = timeouts.glob(pattern) { take(limits) }

    fun regex(
        pattern: Pattern,
        limits: Consumer<TimeLimits>,
    ) = timeouts.regex(pattern.toRegex()) { take(limits) }
}

private fun TimeLimitsBuilder.take(configure: Consumer<TimeLimits>) {
    val limits = TimeLimits().also(configure::accept)
    limits.connect().ifPresent { connect = it.toKotlinDuration() }
    limits.handshake().ifPresent { handshake = it.toKotlinDuration() }
    limits.tls().ifPresent { tls = it.toKotlinDuration() }
    limits.responseHead().ifPresent { responseHead = it.toKotlinDuration() }
    limits.idle().ifPresent { idle = it.toKotlinDuration() }
    limits.call().ifPresent { call = it.toKotlinDuration() }
    limits.minimumBodyRate().ifPresent { minimumBodyRate = it }
}

internal fun RequestTimeouts.take(limits: TimeLimits) {
    limits.connect().ifPresent { connect = it.toKotlinDuration() }
    limits.handshake().ifPresent { handshake = it.toKotlinDuration() }
    limits.tls().ifPresent { tls = it.toKotlinDuration() }
    limits.responseHead().ifPresent { responseHead = it.toKotlinDuration() }
    limits.idle().ifPresent { idle = it.toKotlinDuration() }
    limits.call().ifPresent { call = it.toKotlinDuration() }
    limits.minimumBodyRate().ifPresent { minimumBodyRate = it }
}

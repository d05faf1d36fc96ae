package dev.proxyrotator

import dev.proxyrotator.configuration.Section
import dev.proxyrotator.configuration.duration
import dev.proxyrotator.configuration.listOf
import dev.proxyrotator.configuration.oneOrMore
import dev.proxyrotator.configuration.option
import dev.proxyrotator.configuration.orNull
import dev.proxyrotator.configuration.pattern
import dev.proxyrotator.configuration.record
import dev.proxyrotator.configuration.text
import dev.proxyrotator.configuration.wholeNumber

private val timeLimits =
    arrayOf(
        option(TimeLimitsBuilder::connect, duration),
        option(TimeLimitsBuilder::handshake, duration),
        option(TimeLimitsBuilder::tls, duration),
        option(TimeLimitsBuilder::responseHead, duration),
        option(TimeLimitsBuilder::idle, duration),
        option(TimeLimitsBuilder::call, duration),
        option(TimeLimitsBuilder::minimumBodyRate, wholeNumber),
    )

internal val timeLimitOptions: Section<TimeLimitsBuilder> = Section(*timeLimits)

internal class TimeoutRuleFields {
    var host: List<String>? = null
    var glob: String? = null
    var regex: Regex? = null
    var limits: TimeLimitsBuilder.() -> Unit = {}

    fun addTo(timeouts: TimeoutsBuilder) {
        require(listOfNotNull(host, glob, regex).size == 1) { "one of host, glob and regex is needed" }
        host?.let { timeouts.host(*it.toTypedArray(), configure = limits) }
        glob?.let { timeouts.glob(it, limits) }
        regex?.let { timeouts.regex(it, limits) }
    }
}

/** A list, in whose order they count, such as `[{"host": "api.example.com", "limits": {"call": "5s"}}]`. */
internal val timeoutRuleOptions: Section<TimeoutRuleFields> =
    Section(
        option("host", oneOrMore(text)) { host = it },
        option(TimeoutRuleFields::glob, orNull(text)),
        option(TimeoutRuleFields::regex, orNull(pattern)),
        option("limits", timeLimitOptions) { limits = it },
    )

internal val timeoutOptions: Section<TimeoutsBuilder> =
    Section(
        *timeLimits,
        option(
            "rules",
            listOf(record(timeoutRuleOptions, ::TimeoutRuleFields)),
        ) { rules -> rules.forEach { it.addTo(this) } },
    )

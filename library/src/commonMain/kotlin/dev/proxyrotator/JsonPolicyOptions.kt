package dev.proxyrotator

import dev.proxyrotator.configuration.Section
import dev.proxyrotator.configuration.ValueType
import dev.proxyrotator.configuration.duration
import dev.proxyrotator.configuration.flag
import dev.proxyrotator.configuration.largeWholeNumber
import dev.proxyrotator.configuration.listOf
import dev.proxyrotator.configuration.map
import dev.proxyrotator.configuration.number
import dev.proxyrotator.configuration.oneOf
import dev.proxyrotator.configuration.option
import dev.proxyrotator.configuration.orNull
import dev.proxyrotator.configuration.record
import dev.proxyrotator.configuration.wholeNumber
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.retry.RetryBudget
import kotlinx.serialization.json.JsonPrimitive
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

private class BackoffFields(
    defaults: Backoff,
) {
    var base: Duration = defaults.base
    var cap: Duration = defaults.cap
    var factor: Double = defaults.factor
    var jitter: Boolean = defaults.jitter

    fun build() = Backoff(base, cap, factor, jitter)
}

private val backoffOptions =
    Section(
        option(BackoffFields::base, duration),
        option(BackoffFields::cap, duration),
        option(BackoffFields::factor, number),
        option(BackoffFields::jitter, flag),
    )

private class BudgetFields(
    defaults: RetryBudget,
) {
    var ratio: Double = defaults.ratio
    var reservePerSecond: Double = defaults.reservePerSecond
    var window: Duration = defaults.window

    fun build() = RetryBudget(ratio, reservePerSecond, window)
}

private val budgetOptions =
    Section(
        option(BudgetFields::ratio, number),
        option(BudgetFields::reservePerSecond, number),
        option(BudgetFields::window, duration),
    )

/** `"unlimited"`, which is more than a number of JSON can say, or what to change about the budget. */
private val budgetOrUnlimited: ValueType<(RetryBudget) -> RetryBudget> =
    ValueType { value ->
        val isUnlimited = value.element == JsonPrimitive("unlimited")
        val change = if (isUnlimited) null else budgetOptions.read(value)
        return@ValueType { budget -> change?.let { BudgetFields(budget).apply(it).build() } ?: RetryBudget.Unlimited }
    }

internal val retryOptions: Section<RetryBuilder> =
    Section(
        option(RetryBuilder::maxAttempts, wholeNumber),
        option("maxRetries", wholeNumber) { maxRetries(it) },
        option("backoff", backoffOptions) { backoff = BackoffFields(backoff).apply(it).build() },
        option("statusBackoff", backoffOptions) {
            statusBackoff = BackoffFields(statusBackoff ?: backoff).apply(it).build()
        },
        option(RetryBuilder::failoverDelay, duration),
        option(RetryBuilder::retryStatuses, listOf(wholeNumber).map { it.toSet() }),
        option(RetryBuilder::maxRetryAfter, duration),
        option(RetryBuilder::maxFailovers, wholeNumber),
        option("budget", budgetOrUnlimited) { budget = it(budget) },
    )

private class RateFields {
    var permits: Int? = null
    var per: Duration = 1.seconds
    var burst: Int? = null

    fun build(): RateLimit {
        val permits = requireNotNull(permits) { "permits is missing" }
        return RateLimit(permits, per, burst ?: permits)
    }
}

private val rateLimit =
    record(
        Section(
            option(RateFields::permits, wholeNumber),
            option(RateFields::per, duration),
            option(RateFields::burst, wholeNumber),
        ),
        ::RateFields,
    ).map { it.build() }

internal val limitOptions: Section<LimitsBuilder> =
    Section(
        option(LimitsBuilder::maxConnectionsPerProxy, wholeNumber),
        option(LimitsBuilder::maxConnections, wholeNumber),
        option(LimitsBuilder::maxWaiting, wholeNumber),
        option(LimitsBuilder::leaseTimeout, duration),
        option(LimitsBuilder::maxBodyInMemory, largeWholeNumber),
        option(LimitsBuilder::maxConnectionsPerHost, orNull(wholeNumber)),
        option(LimitsBuilder::ratePerProxy, orNull(rateLimit)),
        option(LimitsBuilder::ratePerHost, orNull(rateLimit)),
        option(LimitsBuilder::rate, orNull(rateLimit)),
    )

internal val healthOptions: Section<HealthBuilder> =
    Section(
        option(HealthBuilder::enabled, flag),
        option(HealthBuilder::failureThreshold, wholeNumber),
        option(HealthBuilder::failureRate, number),
        option(HealthBuilder::minimumOutcomes, wholeNumber),
        option(HealthBuilder::failureWindow, duration),
        option(HealthBuilder::coolDown, duration),
        option(HealthBuilder::maxCoolDown, duration),
        option(HealthBuilder::forgetAfter, duration),
        option(HealthBuilder::slowStart, duration),
        option(HealthBuilder::probeTimeout, duration),
        option(HealthBuilder::unprovenLeases, wholeNumber),
        option(HealthBuilder::unprovenFor, duration),
        option(HealthBuilder::panicThreshold, number),
        option(HealthBuilder::maxEjected, number),
        option(HealthBuilder::hostMemory, duration),
        option(HealthBuilder::hostFaults, wholeNumber),
    )

internal val sessionOptions: Section<SessionsBuilder> =
    Section(
        option(SessionsBuilder::timeToLive, duration),
        option(SessionsBuilder::maxUses, orNull(wholeNumber)),
        option(SessionsBuilder::onExitLost, oneOf()),
        option(SessionsBuilder::maxSessions, wholeNumber),
        option(SessionsBuilder::cookies, flag),
    )

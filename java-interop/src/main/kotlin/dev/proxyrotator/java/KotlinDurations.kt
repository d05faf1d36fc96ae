package dev.proxyrotator.java

import dev.proxyrotator.ProxyRotatorConfig
import dev.proxyrotator.ban.BanRule
import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.pool.ProxyStats
import dev.proxyrotator.retry.RetryBudget
import dev.proxyrotator.session.ProxySession
import java.time.Duration
import kotlin.time.toJavaDuration

/** The durations of the library, whose Kotlin getters have names that Java cannot write. */
internal object KotlinDurations {
    @JvmStatic fun of(attempt: Attempt): Duration = attempt.duration.toJavaDuration()

    @JvmStatic fun averageLatency(stats: ProxyStats): Duration? = stats.averageLatency?.toJavaDuration()

    @JvmStatic fun earliestRetry(empty: ProxyPoolEmptyException): Duration? = empty.earliestRetry?.toJavaDuration()

    @JvmStatic fun limit(timeout: ProxyTimeoutException): Duration = timeout.limit.toJavaDuration()

    @JvmStatic fun of(rule: BanRule): Duration = rule.duration.toJavaDuration()

    @JvmStatic fun per(rate: RateLimit): Duration = rate.per.toJavaDuration()

    @JvmStatic fun window(budget: RetryBudget): Duration = budget.window.toJavaDuration()

    @JvmStatic fun age(session: ProxySession): Duration = session.age.toJavaDuration()

    @JvmStatic fun connect(config: ProxyRotatorConfig): Duration = config.timeouts.connect.toJavaDuration()

    @JvmStatic fun handshake(config: ProxyRotatorConfig): Duration = config.timeouts.handshake.toJavaDuration()

    @JvmStatic fun tls(config: ProxyRotatorConfig): Duration = config.timeouts.tls.toJavaDuration()

    @JvmStatic fun responseHead(config: ProxyRotatorConfig): Duration = config.timeouts.responseHead.toJavaDuration()

    @JvmStatic fun idle(config: ProxyRotatorConfig): Duration = config.timeouts.idle.toJavaDuration()

    @JvmStatic fun call(config: ProxyRotatorConfig): Duration = config.timeouts.call.toJavaDuration()

    @JvmStatic fun backoffBase(config: ProxyRotatorConfig): Duration =
        config.retry.backoff.base
            .toJavaDuration()

    @JvmStatic fun backoffCap(config: ProxyRotatorConfig): Duration =
        config.retry.backoff.cap
            .toJavaDuration()

    @JvmStatic fun failoverDelay(config: ProxyRotatorConfig): Duration = config.retry.failoverDelay.toJavaDuration()

    @JvmStatic fun maxRetryAfter(config: ProxyRotatorConfig): Duration = config.retry.maxRetryAfter.toJavaDuration()

    @JvmStatic fun lease(config: ProxyRotatorConfig): Duration = config.limits.leaseTimeout.toJavaDuration()

    @JvmStatic fun coolDown(config: ProxyRotatorConfig): Duration = config.health.coolDown.toJavaDuration()

    @JvmStatic fun maxCoolDown(config: ProxyRotatorConfig): Duration = config.health.maxCoolDown.toJavaDuration()

    @JvmStatic fun forgetAfter(config: ProxyRotatorConfig): Duration = config.health.forgetAfter.toJavaDuration()

    @JvmStatic fun failureWindow(config: ProxyRotatorConfig): Duration = config.health.failureWindow.toJavaDuration()

    @JvmStatic fun slowStart(config: ProxyRotatorConfig): Duration = config.health.slowStart.toJavaDuration()

    @JvmStatic fun probeTimeout(config: ProxyRotatorConfig): Duration = config.health.probeTimeout.toJavaDuration()

    @JvmStatic fun unprovenFor(config: ProxyRotatorConfig): Duration = config.health.unprovenFor.toJavaDuration()

    @JvmStatic fun hostMemory(config: ProxyRotatorConfig): Duration = config.health.hostMemory.toJavaDuration()

    @JvmStatic fun sessionTimeToLive(config: ProxyRotatorConfig): Duration = config.sessions.timeToLive.toJavaDuration()
}

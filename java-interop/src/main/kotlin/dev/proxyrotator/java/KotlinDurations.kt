package dev.proxyrotator.java

import dev.proxyrotator.ProxyRotatorConfig
import dev.proxyrotator.ban.BanRule
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.event.AttemptTimings
import dev.proxyrotator.event.RotationEvent.AttemptEnded
import dev.proxyrotator.event.RotationEvent.CallEnded
import dev.proxyrotator.event.RotationEvent.ProxyBannedByHost
import dev.proxyrotator.event.RotationEvent.ProxyStateChanged
import dev.proxyrotator.event.RotationEvent.TimedBlockEnded
import dev.proxyrotator.failure.Attempt
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.fetch.DownloadResult
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.fetch.FetchResponse
import dev.proxyrotator.fetch.FetchStats.ResponseTimes
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.pool.ProxyStats
import dev.proxyrotator.proxy.Gateway
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.retry.RetryBudget
import dev.proxyrotator.selection.EveryDuration
import dev.proxyrotator.selection.SelectionReport
import dev.proxyrotator.selection.Tiered
import dev.proxyrotator.session.ProxySession
import java.time.Duration
import kotlin.time.toJavaDuration

/** The durations of the library, whose Kotlin getters have names that Java cannot write. */
internal object KotlinDurations {
    @JvmStatic fun of(attempt: Attempt): Duration = attempt.duration.toJavaDuration()

    @JvmStatic fun averageLatency(stats: ProxyStats): Duration? = stats.averageLatency?.toJavaDuration()

    @JvmStatic fun earliestRetry(empty: ProxyPoolEmptyException): Duration? = empty.earliestRetry?.toJavaDuration()

    @JvmStatic fun maxAge(gateway: Gateway): Duration? = gateway.maxAge?.toJavaDuration()

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

    @JvmStatic fun fetchTimeout(config: ProxyRotatorConfig): Duration = config.fetch.timeout.toJavaDuration()

    @JvmStatic fun base(backoff: Backoff): Duration = backoff.base.toJavaDuration()

    @JvmStatic fun cap(backoff: Backoff): Duration = backoff.cap.toJavaDuration()

    @JvmStatic fun of(call: CallEnded): Duration = call.duration.toJavaDuration()

    @JvmStatic fun of(block: TimedBlockEnded): Duration = block.duration.toJavaDuration()

    @JvmStatic fun of(ban: ProxyBannedByHost): Duration = ban.duration.toJavaDuration()

    @JvmStatic fun of(change: ProxyStateChanged): Duration? = change.duration?.toJavaDuration()

    @JvmStatic fun repeatAfter(attempt: AttemptEnded): Duration? = attempt.repeatAfter?.toJavaDuration()

    @JvmStatic fun waiting(timings: AttemptTimings): Duration = timings.waiting.toJavaDuration()

    @JvmStatic fun connect(timings: AttemptTimings): Duration? = timings.connect?.toJavaDuration()

    @JvmStatic fun handshake(timings: AttemptTimings): Duration? = timings.handshake?.toJavaDuration()

    @JvmStatic fun tls(timings: AttemptTimings): Duration? = timings.tls?.toJavaDuration()

    @JvmStatic fun firstByte(timings: AttemptTimings): Duration? = timings.firstByte?.toJavaDuration()

    @JvmStatic fun body(timings: AttemptTimings): Duration? = timings.body?.toJavaDuration()

    @JvmStatic fun timeout(request: FetchRequest): Duration = request.timeout.toJavaDuration()

    @JvmStatic fun of(response: FetchResponse): Duration = response.responseTime.toJavaDuration()

    @JvmStatic fun of(download: DownloadResult): Duration = download.duration.toJavaDuration()

    @JvmStatic fun total(times: ResponseTimes): Duration = times.total.toJavaDuration()

    @JvmStatic fun min(times: ResponseTimes): Duration = times.min.toJavaDuration()

    @JvmStatic fun max(times: ResponseTimes): Duration = times.max.toJavaDuration()

    @JvmStatic fun average(times: ResponseTimes): Duration = times.average.toJavaDuration()

    @JvmStatic fun connect(timeouts: Timeouts): Duration = timeouts.connect.toJavaDuration()

    @JvmStatic fun handshake(timeouts: Timeouts): Duration = timeouts.handshake.toJavaDuration()

    @JvmStatic fun tls(timeouts: Timeouts): Duration = timeouts.tls.toJavaDuration()

    @JvmStatic fun responseHead(timeouts: Timeouts): Duration = timeouts.responseHead.toJavaDuration()

    @JvmStatic fun idle(timeouts: Timeouts): Duration = timeouts.idle.toJavaDuration()

    @JvmStatic fun call(timeouts: Timeouts): Duration = timeouts.call.toJavaDuration()

    @JvmStatic fun of(report: SelectionReport): Duration = report.duration.toJavaDuration()

    @JvmStatic fun of(strategy: EveryDuration): Duration = strategy.duration.toJavaDuration()

    @JvmStatic fun memory(strategy: Tiered): Duration = strategy.memory.toJavaDuration()
}

package dev.proxyrotator.java

import dev.proxyrotator.BansBuilder
import dev.proxyrotator.HealthBuilder
import dev.proxyrotator.LimitsBuilder
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.RetryBuilder
import dev.proxyrotator.SessionsBuilder
import dev.proxyrotator.TimeoutsBuilder
import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.retry.RetryBudget
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.session.OnExitLost
import io.ktor.client.plugins.defaultRequest
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import java.time.Duration
import java.util.concurrent.Executor
import java.util.function.Consumer
import kotlin.time.toKotlinDuration

/**
 * What was set on a [RotatorBuilder]; every rotator gets all of it anew. The settings of one block are kept together,
 * since the library validates a block as a whole and one setter may only be right after another one.
 */
internal class RotatorSettings {
    private val proxies = ArrayList<Proxy>()
    private val defaultHeaders = ArrayList<Pair<String, String>>()
    private val general = ArrayList<ProxyRotatorBuilder.() -> Unit>()
    private val timeouts = ArrayList<TimeoutsBuilder.() -> Unit>()
    private val retry = ArrayList<RetryBuilder.() -> Unit>()
    private val limits = ArrayList<LimitsBuilder.() -> Unit>()
    private val health = ArrayList<HealthBuilder.() -> Unit>()
    private val bans = ArrayList<BansBuilder.() -> Unit>()
    private val sessions = ArrayList<SessionsBuilder.() -> Unit>()
    private val tls = ArrayList<TlsBuilder.() -> Unit>()
    private var dispatcher: CoroutineDispatcher = Dispatchers.Default

    fun proxy(proxy: Proxy) = add(proxies, proxy)

    fun defaultHeader(
        name: String,
        value: String,
    ) {
        HeaderFields.check(name, value)
        defaultHeaders.add(name to value)
    }

    fun strategy(strategy: RotationStrategy) = add(general) { this.strategy = strategy }

    fun strategy(name: String) = strategy(RotationStrategy.named(name))

    fun poolName(name: String) = add(general) { poolName = name }

    fun maxProxies(count: Int) = add(general) { maxProxies = count }

    fun verifyTls(verify: Boolean) = add(tls) { this.verify = verify }

    fun tls(configure: Consumer<TlsBuilder>) = add(tls) { configure.accept(this) }

    fun transport(factory: ProxyTransportFactory) = add(general) { transport = factory }

    fun connectTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { connect = it } }

    fun handshakeTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { handshake = it } }

    fun tlsTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { tls = it } }

    fun responseHeadTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { responseHead = it } }

    fun idleTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { idle = it } }

    fun minimumBodyRate(bytesPerSecond: Int) = add(timeouts) { minimumBodyRate = bytesPerSecond }

    fun timeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { call = it } }

    fun maxAttempts(count: Int) = add(retry) { maxAttempts = count }

    fun maxRetries(count: Int) = add(retry) { maxRetries(count) }

    fun maxFailovers(count: Int) = add(retry) { maxFailovers = count }

    fun retryBudget(
        ratio: Double,
        reservePerSecond: Double,
    ) = RetryBudget(ratio, reservePerSecond).let { add(retry) { budget = it } }

    fun unlimitedRetryBudget() = add(retry) { budget = RetryBudget.Unlimited }

    fun backoff(
        base: Duration,
        cap: Duration,
    ) = Backoff(base.toKotlinDuration(), cap.toKotlinDuration()).let { add(retry) { backoff = it } }

    fun failoverDelay(bound: Duration) = bound.toKotlinDuration().let { add(retry) { failoverDelay = it } }

    fun retryStatuses(statuses: Set<Int>) = add(retry) { retryStatuses = statuses }

    fun maxRetryAfter(limit: Duration) = limit.toKotlinDuration().let { add(retry) { maxRetryAfter = it } }

    fun maxConnectionsPerProxy(count: Int) = add(limits) { maxConnectionsPerProxy = count }

    fun maxConnections(count: Int) = add(limits) { maxConnections = count }

    fun maxConnectionsPerHost(count: Int) = add(limits) { maxConnectionsPerHost = count }

    fun ratePerProxy(
        permits: Int,
        per: Duration,
        burst: Int,
    ) = RateLimit(permits, per.toKotlinDuration(), burst).let { add(limits) { ratePerProxy = it } }

    fun ratePerHost(
        permits: Int,
        per: Duration,
        burst: Int,
    ) = RateLimit(permits, per.toKotlinDuration(), burst).let { add(limits) { ratePerHost = it } }

    fun rate(
        permits: Int,
        per: Duration,
        burst: Int,
    ) = RateLimit(permits, per.toKotlinDuration(), burst).let { add(limits) { rate = it } }

    fun maxWaiting(count: Int) = add(limits) { maxWaiting = count }

    fun leaseTimeout(limit: Duration) = limit.toKotlinDuration().let { add(limits) { leaseTimeout = it } }

    fun maxBodyInMemory(bytes: Long) = add(limits) { maxBodyInMemory = bytes }

    fun healthEnabled(enabled: Boolean) = add(health) { this.enabled = enabled }

    fun failureThreshold(failures: Int) = add(health) { failureThreshold = failures }

    fun failureRate(share: Double) = add(health) { failureRate = share }

    fun minimumOutcomes(count: Int) = add(health) { minimumOutcomes = count }

    fun failureWindow(span: Duration) = span.toKotlinDuration().let { add(health) { failureWindow = it } }

    fun coolDown(first: Duration) = first.toKotlinDuration().let { add(health) { coolDown = it } }

    fun maxCoolDown(longest: Duration) = longest.toKotlinDuration().let { add(health) { maxCoolDown = it } }

    fun forgetAfter(span: Duration) = span.toKotlinDuration().let { add(health) { forgetAfter = it } }

    fun slowStart(span: Duration) = span.toKotlinDuration().let { add(health) { slowStart = it } }

    fun probeTimeout(limit: Duration) = limit.toKotlinDuration().let { add(health) { probeTimeout = it } }

    fun unprovenLeases(count: Int) = add(health) { unprovenLeases = count }

    fun unprovenFor(span: Duration) = span.toKotlinDuration().let { add(health) { unprovenFor = it } }

    fun panicThreshold(share: Double) = add(health) { panicThreshold = share }

    fun maxEjected(share: Double) = add(health) { maxEjected = share }

    fun hostMemory(span: Duration) = span.toKotlinDuration().let { add(health) { hostMemory = it } }

    fun hostFaults(proxies: Int) = add(health) { hostFaults = proxies }

    fun bans(configure: Consumer<BanOptions>) = add(bans) { configure.accept(BanOptions(BanSettings(this))) }

    fun sessionTimeToLive(span: Duration) = span.toKotlinDuration().let { add(sessions) { timeToLive = it } }

    fun maxSessionUses(count: Int) = add(sessions) { maxUses = count }

    fun onExitLost(reaction: OnExitLost) = add(sessions) { onExitLost = reaction }

    fun maxSessions(count: Int) = add(sessions) { maxSessions = count }

    fun sessionCookies(keep: Boolean) = add(sessions) { cookies = keep }

    fun executor(executor: Executor) {
        dispatcher = executor.asCoroutineDispatcher()
    }

    fun build(): CoroutineBridge = CoroutineBridge(ProxyRotator(proxies.toList(), ::configure), dispatcher)

    private fun configure(builder: ProxyRotatorBuilder) {
        val defaults = defaultHeaders.groupBy({ it.first.lowercase() }, { it.second })
        general.forEach { builder.it() }
        builder.timeouts { timeouts.forEach { it() } }
        builder.retry { retry.forEach { it() } }
        builder.limits { limits.forEach { it() } }
        builder.health { health.forEach { it() } }
        builder.bans { bans.forEach { it() } }
        builder.sessions { sessions.forEach { it() } }
        builder.tls { tls.forEach { it() } }
        builder.dispatcher = dispatcher
        builder.client {
            // Ktor would send both, the request's value and the default one.
            defaultRequest { defaults.filterKeys { it !in headers }.forEach(headers::appendAll) }
        }
    }

    private fun <T> add(
        list: MutableList<T>,
        element: T,
    ) {
        list.add(element)
    }
}

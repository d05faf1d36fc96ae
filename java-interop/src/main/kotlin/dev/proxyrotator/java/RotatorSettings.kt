package dev.proxyrotator.java

import dev.proxyrotator.CompressionBuilder
import dev.proxyrotator.CookiesBuilder
import dev.proxyrotator.LoggingBuilder
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.TlsBuilder
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.event.RotationListener
import dev.proxyrotator.fromEnvironment
import dev.proxyrotator.fromJson
import dev.proxyrotator.fromJsonFile
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.redirect.RedirectOptions
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.retry.RetryBudget
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.session.OnExitLost
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import java.io.IOException
import java.io.UncheckedIOException
import java.net.URI
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.Executor
import java.util.function.Consumer
import java.util.function.Predicate
import kotlin.time.toKotlinDuration

/** What was set on a [RotatorBuilder]; every rotator gets all of it anew. */
internal class RotatorSettings {
    private val proxies = ArrayList<Proxy>()
    private val stages = arrayListOf(SettingStage())
    private val general get() = stages.last().general
    private val timeouts get() = stages.last().timeouts
    private val retry get() = stages.last().retry
    private val limits get() = stages.last().limits
    private val health get() = stages.last().health
    private val bans get() = stages.last().bans
    private val sessions get() = stages.last().sessions
    private val tls get() = stages.last().tls
    private val proxyTls get() = stages.last().proxyTls
    private var dispatcher: CoroutineDispatcher = Dispatchers.Default
    private var codec: JsonCodec? = null

    fun proxy(proxy: Proxy) = add(proxies, proxy)

    fun strategy(strategy: RotationStrategy) = add(general) { this.strategy = strategy }

    fun strategy(name: String) = strategy(RotationStrategy.named(name))

    fun poolName(name: String) = add(general) { poolName = name }

    fun maxProxies(count: Int) = add(general) { maxProxies = count }

    fun verifyTls(verify: Boolean) = add(tls) { this.verify = verify }

    fun tls(configure: Consumer<TlsBuilder>) = add(tls) { configure.accept(this) }

    fun proxyTls(configure: Consumer<TlsBuilder>) = add(proxyTls) { configure.accept(this) }

    fun transport(factory: ProxyTransportFactory) = add(general) { transport = factory }

    fun connectTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { connect = it } }

    fun handshakeTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { handshake = it } }

    fun tlsTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { tls = it } }

    fun responseHeadTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { responseHead = it } }

    fun idleTimeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { idle = it } }

    fun minimumBodyRate(bytesPerSecond: Int) = add(timeouts) { minimumBodyRate = bytesPerSecond }

    fun timeout(limit: Duration) = limit.toKotlinDuration().let { add(timeouts) { call = it } }

    fun timeoutRules(configure: Consumer<TimeoutRules>) =
        add(timeouts) { configure.accept(TimeoutRules(TimeoutRuleSettings(this))) }

    fun maxAttempts(count: Int) = add(retry) { maxAttempts = count }

    fun maxRetries(count: Int) = add(retry) { maxRetries(count) }

    fun maxFailovers(count: Int) = add(retry) { maxFailovers = count }

    fun retryBudget(
        ratio: Double,
        reservePerSecond: Double,
    ) = RetryBudget(ratio, reservePerSecond).let { add(retry) { budget = it } }

    fun retryBudget(
        ratio: Double,
        reservePerSecond: Double,
        window: Duration,
    ) = RetryBudget(ratio, reservePerSecond, window.toKotlinDuration()).let { add(retry) { budget = it } }

    fun unlimitedRetryBudget() = add(retry) { budget = RetryBudget.Unlimited }

    fun backoff(
        base: Duration,
        cap: Duration,
    ) = Backoff(base.toKotlinDuration(), cap.toKotlinDuration()).let { add(retry) { backoff = it } }

    fun backoff(
        base: Duration,
        cap: Duration,
        factor: Double,
        jitter: Boolean,
    ) = Backoff(base.toKotlinDuration(), cap.toKotlinDuration(), factor, jitter).let { add(retry) { backoff = it } }

    fun statusBackoff(
        base: Duration,
        cap: Duration,
        factor: Double,
        jitter: Boolean,
    ) = Backoff(base.toKotlinDuration(), cap.toKotlinDuration(), factor, jitter)
        .let { add(retry) { statusBackoff = it } }

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

    fun baseUrl(url: String) = add(general) { baseUrl = url }

    fun userAgent(name: String) = add(general) { userAgent = name }

    fun defaultHeader(
        name: String,
        value: String,
    ) = add(general) { defaultHeader(name, value) }

    fun basicAuth(
        username: String,
        password: String,
    ) = add(general) { basicAuth(username, password) }

    fun bearer(token: String) = add(general) { bearerAuth(token) }

    fun expectSuccess(expected: Boolean) = add(general) { expectSuccess = expected }

    fun http2(spoken: Boolean) = add(general) { http2 = spoken }

    fun cookies(configure: Consumer<CookiesBuilder>) = add(general) { cookies { configure.accept(this) } }

    fun redirects(configure: Consumer<RedirectOptions>) = add(general) { redirects { configure.accept(this) } }

    fun targetGuard(allows: Predicate<URI>) = add(general) { targetGuard = guardOf(allows) }

    fun publicTargetsOnly() = add(general) { targetGuard = TargetGuard.publicOnly() }

    fun compression(configure: Consumer<CompressionBuilder>) = add(general) { compression { configure.accept(this) } }

    fun fetch(configure: Consumer<FetchOptions>) =
        add(general) { fetch { configure.accept(FetchOptions(FetchDefaults(this))) } }

    fun listener(listener: RotationListener) = add(general) { listener(listener) }

    fun logging(configure: Consumer<LoggingBuilder>) = add(general) { logging { configure.accept(this) } }

    fun fromEnvironment(
        environment: Map<String, String>,
        prefix: String,
    ) = add(stages, SettingStage { this.fromEnvironment(environment, prefix) })

    fun fromJson(text: String) = add(stages, SettingStage { this.fromJson(text) })

    fun fromJsonFile(file: Path) =
        add(
            stages,
            SettingStage {
                try {
                    this.fromJsonFile(file)
                } catch (unreadable: IOException) {
                    throw UncheckedIOException("$file cannot be read", unreadable)
                }
            },
        )

    fun executor(executor: Executor) {
        dispatcher = executor.asCoroutineDispatcher()
    }

    fun json(codec: JsonCodec) {
        this.codec = codec
    }

    fun build(): CoroutineBridge = CoroutineBridge(ProxyRotator(proxies.toList(), ::configure), dispatcher, codec)

    private fun configure(builder: ProxyRotatorBuilder) {
        stages.forEach { it.applyTo(builder) }
        builder.dispatcher = dispatcher
    }

    private fun <T> add(
        list: MutableList<T>,
        element: T,
    ) {
        list.add(element)
    }
}

package dev.proxyrotator

import dev.proxyrotator.ban.BanPolicy
import dev.proxyrotator.defaults.RequestDefaults
import dev.proxyrotator.engine.Compression
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.event.EventLog
import dev.proxyrotator.event.EventPublisher
import dev.proxyrotator.event.LogLevel
import dev.proxyrotator.event.RotationListener
import dev.proxyrotator.fetch.FetchSettings
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.redirect.RedirectPolicy
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.RoundRobin
import dev.proxyrotator.selection.SelectorContext
import dev.proxyrotator.session.CookiePolicy
import dev.proxyrotator.session.SessionPolicy
import kotlin.random.Random
import kotlin.time.TimeSource

internal class RealRotationOptions(
    private val platform: Platform,
) : RotationOptions {
    override var transport: ProxyTransportFactory = platform.transport
    private val initialProxies = ArrayList<Proxy>()
    private var timeouts = Timeouts()
    private val timeoutRules = ArrayList<TimeoutRuleDraft>()
    private var retry = RetryPolicy()
    private var limits = Limits()
    private var health = HealthPolicy()
    private var sessions = SessionPolicy()
    private var bans = BanPolicy()
    private var compression = Compression()
    private var tls = TlsSettings()
    private var proxyTls = TlsSettings(block = "proxyTls")
    private var cookies = CookiePolicy()
    private var log = EventLog(level = LogLevel.INFO)
    private val listeners = ArrayList<RotationListener>()

    override var strategy: RotationStrategy = RoundRobin()
    override var poolName: String = "default"
    override var maxProxies: Int = 1_000_000
    override var timeSource: TimeSource.WithComparableMarks = TimeSource.Monotonic
    override var random: Random = Random.Default
    override var http2: Boolean = false
    override var targetGuard: TargetGuard = TargetGuard.everything()

    override fun proxy(url: String) = proxy(Proxy.parse(url))

    override fun proxy(proxy: Proxy) {
        initialProxies.add(proxy)
    }

    override fun proxies(vararg urls: String) = parseProxies(urls.asList()).forEach(::proxy)

    override fun proxies(urls: List<String>) = parseProxies(urls).forEach(::proxy)

    override fun proxies(proxies: Iterable<Proxy>) = proxies.forEach(::proxy)

    override fun strategy(name: String) {
        strategy = RotationStrategy.named(name)
    }

    override fun timeouts(configure: TimeoutsBuilder.() -> Unit) {
        val builder = TimeoutsBuilder(timeouts).apply(configure)
        timeouts = builder.build()
        timeoutRules.addAll(builder.rules)
    }

    override fun retry(configure: RetryBuilder.() -> Unit) {
        retry = RetryBuilder(retry).apply(configure).build()
    }

    override fun limits(configure: LimitsBuilder.() -> Unit) {
        limits = LimitsBuilder(limits).apply(configure).build()
    }

    override fun health(configure: HealthBuilder.() -> Unit) {
        health = HealthBuilder(health).apply(configure).build()
    }

    override fun sessions(configure: SessionsBuilder.() -> Unit) {
        sessions = SessionsBuilder(sessions).apply(configure).build()
    }

    override fun bans(configure: BansBuilder.() -> Unit) {
        bans = BansBuilder(bans).apply(configure).build()
    }

    override fun cookies(configure: CookiesBuilder.() -> Unit) {
        cookies = CookiesBuilder(cookies).apply(configure).build()
    }

    override fun compression(configure: CompressionBuilder.() -> Unit) {
        compression = CompressionBuilder(compression).apply(configure).build()
    }

    override fun tls(configure: TlsBuilder.() -> Unit) {
        tls = TlsBuilder(tls).apply(configure).build()
    }

    override fun proxyTls(configure: TlsBuilder.() -> Unit) {
        proxyTls = TlsBuilder(proxyTls).apply(configure).build()
    }

    override fun logging(configure: LoggingBuilder.() -> Unit) {
        log = LoggingBuilder(log).apply(configure).build()
    }

    override fun listener(listener: RotationListener) {
        listeners.add(listener)
    }

    /** These are offered by the builder of a rotator alone. */
    fun parts(
        defaults: RequestDefaults = RequestDefaults(),
        fetch: FetchSettings = FetchSettings(),
        redirects: RedirectPolicy = RedirectPolicy(),
    ): Rotation.Parts {
        require(maxProxies >= 1) { "maxProxies must be at least 1, was $maxProxies" }
        val policies = ProxyRotatorConfig.Policies(retry, limits, health, bans, sessions, compression, fetch)
        val target =
            ProxyRotatorConfig.Target(timeoutsWithRules(), tls, http2, cookies, defaults, targetGuard, redirects)
        val config = ProxyRotatorConfig(poolName, maxProxies, target, policies, proxyTls)
        return Rotation.Parts(
            config,
            transport,
            strategy,
            initialProxies.toList(),
            SelectorContext(threadSafe(random), timeSource),
            platform,
            EventPublisher(log, listeners),
        )
    }

    private fun timeoutsWithRules() = TimeoutsBuilder(timeouts).build(timeoutRules.map { it.over(timeouts) })

    private fun threadSafe(random: Random) = if (random === Random.Default) random else LockedRandom(random)
}

package dev.proxyrotator

import dev.proxyrotator.ban.BanPolicy
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.RoundRobin
import dev.proxyrotator.session.SessionPolicy
import kotlin.random.Random
import kotlin.time.TimeSource

internal class RealRotationOptions(
    override var transport: ProxyTransportFactory,
) : RotationOptions {
    private val initialProxies = ArrayList<Proxy>()
    private var timeouts = Timeouts()
    private var retry = RetryPolicy()
    private var limits = Limits()
    private var health = HealthPolicy()
    private var sessions = SessionPolicy()
    private var bans = BanPolicy()
    private var tls = TlsSettings()

    override var strategy: RotationStrategy = RoundRobin()
    override var poolName: String = "default"
    override var maxProxies: Int = 1_000_000
    override var timeSource: TimeSource.WithComparableMarks = TimeSource.Monotonic
    override var random: Random = Random.Default
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
        timeouts = TimeoutsBuilder(timeouts).apply(configure).build()
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

    override fun tls(configure: TlsBuilder.() -> Unit) {
        tls = TlsBuilder(tls).apply(configure).build()
    }

    fun parts(): Rotation.Parts {
        require(maxProxies >= 1) { "maxProxies must be at least 1, was $maxProxies" }
        val policies = ProxyRotatorConfig.Policies(retry, limits, health, bans, sessions, targetGuard)
        val config = ProxyRotatorConfig(poolName, maxProxies, timeouts, tls, policies)
        return Rotation.Parts(config, transport, strategy, timeSource, threadSafe(random), initialProxies.toList())
    }

    private fun threadSafe(random: Random) = if (random === Random.Default) random else LockedRandom(random)
}

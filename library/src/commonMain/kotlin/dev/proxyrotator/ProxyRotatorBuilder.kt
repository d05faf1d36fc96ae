package dev.proxyrotator

import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.RoundRobin
import io.ktor.client.HttpClientConfig
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlin.jvm.JvmName
import kotlin.random.Random
import kotlin.time.TimeSource

/** Configures a [ProxyRotator]; every value has a default. */
@RotatorDsl
public class ProxyRotatorBuilder internal constructor(
    /** What sends the attempts. */
    public var transport: ProxyTransportFactory,
) {
    private val initialProxies = ArrayList<Proxy>()
    private var timeouts = Timeouts()
    private var retry = RetryPolicy()
    private var limits = Limits()
    private var health = HealthPolicy()
    private var tls = TlsSettings()
    private val clientBlocks = ArrayList<HttpClientConfig<*>.() -> Unit>()

    /** How the next proxy is chosen. Default [RoundRobin]. */
    public var strategy: RotationStrategy = RoundRobin()

    /** The name of the pool, for logs and statistics. Default `"default"`. */
    public var poolName: String = "default"

    /** The largest number of proxies the pool takes. Default 1,000,000. */
    public var maxProxies: Int = 1_000_000

    /** Where continuations run. Default [Dispatchers.Default]; a test's dispatcher puts every wait on virtual time. */
    public var dispatcher: CoroutineDispatcher = Dispatchers.Default

    /** The clock of cool-downs and deadlines. Default [TimeSource.Monotonic]. */
    public var timeSource: TimeSource.WithComparableMarks = TimeSource.Monotonic

    /** The source of chance for strategies, backoff and cool-downs. Default [Random.Default]; need not be thread-safe. */
    public var random: Random = Random.Default

    /**
     * Adds a proxy to start with; see [Proxy.parse] for the forms.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when [url] is not a valid proxy
     */
    public fun proxy(url: String) {
        proxy(Proxy.parse(url))
    }

    /** Adds a proxy to start with. */
    public fun proxy(proxy: Proxy) {
        initialProxies.add(proxy)
    }

    /**
     * Adds proxies to start with.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when one of [urls] is not a valid proxy
     */
    public fun proxies(vararg urls: String): Unit = parseProxies(urls.asList()).forEach(::proxy)

    /**
     * Adds proxies to start with.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when one of [urls] is not a valid proxy
     */
    @JvmName("proxyUrls")
    public fun proxies(urls: List<String>): Unit = parseProxies(urls).forEach(::proxy)

    /** Adds proxies to start with. */
    public fun proxies(proxies: Iterable<Proxy>): Unit = proxies.forEach(::proxy)

    /**
     * Sets the strategy by its name: `round-robin`, `random`, `weighted` or `least-used`.
     *
     * @throws IllegalArgumentException for an unknown name; the message lists the known ones
     */
    public fun strategy(name: String) {
        strategy = RotationStrategy.named(name)
    }

    /** Sets time limits. */
    public fun timeouts(configure: TimeoutsBuilder.() -> Unit) {
        timeouts = TimeoutsBuilder(timeouts).apply(configure).build()
    }

    /** Sets when a failed attempt is followed by another. */
    public fun retry(configure: RetryBuilder.() -> Unit) {
        retry = RetryBuilder(retry).apply(configure).build()
    }

    /** Sets how much may run at once. */
    public fun limits(configure: LimitsBuilder.() -> Unit) {
        limits = LimitsBuilder(limits).apply(configure).build()
    }

    /** Sets when a proxy leaves rotation. */
    public fun health(configure: HealthBuilder.() -> Unit) {
        health = HealthBuilder(health).apply(configure).build()
    }

    /** Sets how TLS to the target is checked. */
    public fun tls(configure: TlsBuilder.() -> Unit) {
        tls = TlsBuilder(tls).apply(configure).build()
    }

    /**
     * Configures the Ktor client above the rotation: any plugin, default headers, `expectSuccess`. Redirects are not
     * followed unless `followRedirects = true` is set here; Ktor's redirect keeps cookies and API-key headers when it
     * leaves the host.
     */
    public fun client(configure: HttpClientConfig<*>.() -> Unit) {
        clientBlocks.add(configure)
    }

    internal fun build(): ProxyRotator {
        require(maxProxies >= 1) { "maxProxies must be at least 1, was $maxProxies" }
        val config = ProxyRotatorConfig(poolName, maxProxies, timeouts, retry, limits, health, tls)
        return ProxyRotator(
            config,
            Parts(transport, strategy, dispatcher, timeSource, threadSafe(random), clientBlocks.toList()),
            initialProxies,
        )
    }

    private fun threadSafe(random: Random) = if (random === Random.Default) random else LockedRandom(random)

    /** What a rotator is put together from, beside its configuration. */
    internal class Parts(
        val transport: ProxyTransportFactory,
        val strategy: RotationStrategy,
        val dispatcher: CoroutineDispatcher,
        val timeSource: TimeSource.WithComparableMarks,
        val random: Random,
        val client: List<HttpClientConfig<*>.() -> Unit>,
    )
}

package dev.proxyrotator

import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.event.RotationListener
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.RotationStrategy
import kotlin.random.Random
import kotlin.time.TimeSource

/** What can be set about a rotation, in a [ProxyRotator] and in the engine of a Ktor client alike. Has defaults for all. */
@RotatorDsl
public sealed interface RotationOptions {
    /** What sends the attempts. Default `Sockets()`. */
    public var transport: ProxyTransportFactory

    /** How the next proxy is chosen. Default [RoundRobin][dev.proxyrotator.selection.RoundRobin]. */
    public var strategy: RotationStrategy

    /** The name of the pool, for logs and statistics. Default `"default"`. */
    public var poolName: String

    /** The largest number of proxies the pool takes. Default 1,000,000. */
    public var maxProxies: Int

    /** The clock of cool-downs and deadlines. Default [TimeSource.Monotonic]. */
    public var timeSource: TimeSource.WithComparableMarks

    /** The source of chance for strategies, backoff and cool-downs. Default [Random.Default]; need not be thread-safe. */
    public var random: Random

    /**
     * Whether HTTP/2 is spoken where the target speaks it (RFC 9113). Only `EnginePerProxy(OkHttp)` can, for https
     * targets; with another [transport] it is an [IllegalArgumentException] when the rotator is made. Default `false`.
     */
    public var http2: Boolean

    /**
     * Which targets may be asked, by requests and by redirects. Default [TargetGuard.everything];
     * [TargetGuard.publicOnly] keeps requests with URLs of strangers from private networks.
     */
    public var targetGuard: TargetGuard

    /**
     * Adds a proxy to start with; see [Proxy.parse] for the forms.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when [url] is not a valid proxy
     */
    public fun proxy(url: String)

    /** Adds a proxy to start with. */
    public fun proxy(proxy: Proxy)

    /**
     * Adds proxies to start with.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when one of [urls] is not a valid proxy
     */
    public fun proxies(vararg urls: String)

    /**
     * Adds proxies to start with.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when one of [urls] is not a valid proxy
     */
    public fun proxies(urls: List<String>)

    /** Adds proxies to start with. */
    public fun proxies(proxies: Iterable<Proxy>)

    /**
     * Sets the strategy by its name: `round-robin`, `random`, `weighted`, `least-used`, `least-in-flight`,
     * `latency-aware`, `sticky` or `cost-aware`; see [RotationStrategy].
     *
     * @throws IllegalArgumentException for an unknown name; the message lists the known ones
     */
    public fun strategy(name: String)

    /** Sets time limits. */
    public fun timeouts(configure: TimeoutsBuilder.() -> Unit)

    /** Sets when a failed attempt is followed by another. */
    public fun retry(configure: RetryBuilder.() -> Unit)

    /** Sets how much may run at once. */
    public fun limits(configure: LimitsBuilder.() -> Unit)

    /** Sets when a proxy leaves rotation. */
    public fun health(configure: HealthBuilder.() -> Unit)

    /** Sets how long a session lasts, and what it does when it loses its proxy. */
    public fun sessions(configure: SessionsBuilder.() -> Unit)

    /** Sets whether cookies are kept outside of sessions; they are not by default. */
    public fun cookies(configure: CookiesBuilder.() -> Unit)

    /** Sets which responses send a proxy away, and what every response must be. */
    public fun bans(configure: BansBuilder.() -> Unit)

    /** Sets what is done about compressed responses. */
    public fun compression(configure: CompressionBuilder.() -> Unit)

    /** Sets how TLS to the target is checked. */
    public fun tls(configure: TlsBuilder.() -> Unit)

    /**
     * Sets how TLS to `https://` proxies is checked. It shares nothing with [tls]: who is trusted as a proxy is not trusted
     * as a target, and a certificate of the client is shown on its own hop alone.
     */
    public fun proxyTls(configure: TlsBuilder.() -> Unit)

    /** Sets what is logged, and under which name. */
    public fun logging(configure: LoggingBuilder.() -> Unit)

    /** Adds a listener, which hears of the first proxies already; one that is there is not added again. */
    public fun listener(listener: RotationListener)
}

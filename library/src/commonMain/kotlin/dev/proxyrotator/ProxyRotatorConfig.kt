package dev.proxyrotator

import dev.proxyrotator.ban.BanPolicy
import dev.proxyrotator.defaults.RequestDefaults
import dev.proxyrotator.engine.Compression
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.fetch.FetchSettings
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.redirect.RedirectPolicy
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.session.CookiePolicy
import dev.proxyrotator.session.SessionPolicy
import kotlin.time.Duration

/** What a rotator was configured with; immutable. */
public class ProxyRotatorConfig internal constructor(
    /** The name of the pool, for logs and statistics. Default `"default"`. */
    public val poolName: String,
    /** The largest number of proxies the pool takes. Default 1,000,000. */
    public val maxProxies: Int,
    target: Target,
    policies: Policies,
    /** TLS to `https://` proxies. */
    public val proxyTls: TlsSettings,
) {
    /** Time limits. */
    public val timeouts: Timeouts = target.timeouts

    /** TLS to the target. */
    public val tls: TlsSettings = target.tls

    /** Whether HTTP/2 is spoken where the target speaks it. Default `false`. */
    public val http2: Boolean = target.http2

    /** Whether cookies are kept outside of sessions. */
    public val cookies: CookiePolicy = target.cookies

    /** What every request begins with. */
    public val defaults: RequestDefaults = target.defaults

    /** Retries. */
    public val retry: RetryPolicy = policies.retry

    /** Limits of what runs at once. */
    public val limits: Limits = policies.limits

    /** When a proxy leaves rotation. */
    public val health: HealthPolicy = policies.health

    /** Which responses send a proxy away. */
    public val bans: BanPolicy = policies.bans

    /** How long a session lasts, and what it does when it loses its proxy. */
    public val sessions: SessionPolicy = policies.sessions

    /** What is done about compressed responses. */
    public val compression: Compression = policies.compression

    /** Defaults of `fetch` and its relatives. */
    public val fetch: FetchSettings = policies.fetch

    /** Which targets may be asked. */
    public val targetGuard: TargetGuard = target.guard

    /** Which redirects are followed. */
    public val redirects: RedirectPolicy = target.redirects

    internal class Target(
        val timeouts: Timeouts,
        val tls: TlsSettings,
        val http2: Boolean,
        val cookies: CookiePolicy,
        val defaults: RequestDefaults,
        val guard: TargetGuard,
        val redirects: RedirectPolicy,
    )

    internal class Policies(
        val retry: RetryPolicy,
        val limits: Limits,
        val health: HealthPolicy,
        val bans: BanPolicy,
        val sessions: SessionPolicy,
        val compression: Compression,
        val fetch: FetchSettings,
    )

    /** The limit of a whole call, short for `timeouts.call`. Default 60 s. */
    public val timeout: Duration get() = timeouts.call

    /** The configuration in one line. */
    override fun toString(): String =
        "ProxyRotatorConfig(poolName=$poolName, maxProxies=$maxProxies, timeouts=$timeouts, retry=$retry, " +
            "limits=$limits, health=$health, bans=$bans, sessions=$sessions, compression=$compression, " +
            "fetch=$fetch, tls=$tls, proxyTls=$proxyTls, http2=$http2, cookies=$cookies, defaults=$defaults, " +
            "redirects=$redirects)"
}

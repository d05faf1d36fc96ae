package dev.proxyrotator

import dev.proxyrotator.ban.BanPolicy
import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.retry.RetryPolicy
import dev.proxyrotator.session.SessionPolicy
import kotlin.time.Duration

/** What a rotator was configured with; immutable. */
public class ProxyRotatorConfig internal constructor(
    /** The name of the pool, for logs and statistics. Default `"default"`. */
    public val poolName: String,
    /** The largest number of proxies the pool takes. Default 1,000,000. */
    public val maxProxies: Int,
    /** Time limits. */
    public val timeouts: Timeouts,
    /** TLS to the target. */
    public val tls: TlsSettings,
    policies: Policies,
) {
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

    /** Which targets may be asked. */
    public val targetGuard: TargetGuard = policies.targetGuard

    internal class Policies(
        val retry: RetryPolicy,
        val limits: Limits,
        val health: HealthPolicy,
        val bans: BanPolicy,
        val sessions: SessionPolicy,
        val targetGuard: TargetGuard,
    )

    /** The limit of a whole call, short for `timeouts.call`. Default 60 s. */
    public val timeout: Duration get() = timeouts.call

    /** The configuration in one line. */
    override fun toString(): String =
        "ProxyRotatorConfig(poolName=$poolName, maxProxies=$maxProxies, timeouts=$timeouts, retry=$retry, " +
            "limits=$limits, health=$health, bans=$bans, sessions=$sessions, tls=$tls)"
}

package dev.proxyrotator

import dev.proxyrotator.engine.Timeouts
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.retry.RetryPolicy
import kotlin.time.Duration

/** What a rotator was configured with; immutable. */
public class ProxyRotatorConfig internal constructor(
    /** The name of the pool, for logs and statistics. Default `"default"`. */
    public val poolName: String,
    /** The largest number of proxies the pool takes. Default 1,000,000. */
    public val maxProxies: Int,
    /** Time limits. */
    public val timeouts: Timeouts,
    /** Retries. */
    public val retry: RetryPolicy,
    /** Limits of what runs at once. */
    public val limits: Limits,
    /** When a proxy leaves rotation. */
    public val health: HealthPolicy,
    /** TLS to the target. */
    public val tls: TlsSettings,
) {
    /** The limit of a whole call, short for `timeouts.call`. Default 60 s. */
    public val timeout: Duration get() = timeouts.call

    /** The configuration in one line. */
    override fun toString(): String =
        "ProxyRotatorConfig(poolName=$poolName, maxProxies=$maxProxies, timeouts=$timeouts, retry=$retry, " +
            "limits=$limits, health=$health, tls=$tls)"
}

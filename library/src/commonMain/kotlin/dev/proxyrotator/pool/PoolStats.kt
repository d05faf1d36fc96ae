package dev.proxyrotator.pool

import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable

/** The pool in numbers at one moment. Its JSON has the keys `total_proxies`, `healthy_proxies` … */
@Serializable
public class PoolStats internal constructor(
    /** Proxies in the pool. */
    @SerialName("total_proxies")
    public val totalProxies: Int,
    /** Those in rotation: [HEALTHY][dev.proxyrotator.health.ProxyHealth.HEALTHY]. */
    @SerialName("healthy_proxies")
    public val healthyProxies: Int,
    /** Attempts that were sent through the proxies of this pool, removed ones included; a retry counts again. */
    @SerialName("total_requests")
    public val totalRequests: Long,
    /** Successful attempts among those that ended in success or failure, 0.0 to 1.0; 1.0 before the first one ended. */
    @SerialName("overall_success_rate")
    public val overallSuccessRate: Double,
    /** The name of the rotation strategy. */
    @SerialName("current_strategy")
    public val currentStrategy: String,
) {
    /** The numbers in one line. */
    override fun toString(): String =
        "PoolStats(totalProxies=$totalProxies, healthyProxies=$healthyProxies, totalRequests=$totalRequests, " +
            "overallSuccessRate=$overallSuccessRate, currentStrategy=$currentStrategy)"
}

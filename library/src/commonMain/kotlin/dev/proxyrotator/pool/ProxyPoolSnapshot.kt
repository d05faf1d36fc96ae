package dev.proxyrotator.pool

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import kotlinx.collections.immutable.PersistentMap

/**
 * The content of a pool at one moment, in the order in which the proxies were added. Immutable; taking one costs
 * nothing, however large the pool.
 */
public class ProxyPoolSnapshot internal constructor(
    internal val version: Long,
    private val byId: PersistentMap<ProxyId, Proxy>,
) : AbstractCollection<Proxy>() {
    /** The number of proxies. */
    override val size: Int get() = byId.size

    /** The proxies in the order in which they were added. */
    override fun iterator(): Iterator<Proxy> = byId.values.iterator()

    /** The proxy with this [id], or `null`. */
    public operator fun get(id: ProxyId): Proxy? = byId[id]

    /** Whether a proxy with the identity of [element] is there. */
    override fun contains(element: Proxy): Boolean = byId[element.id] == element

    internal fun withAll(proxies: Map<ProxyId, Proxy>) = ProxyPoolSnapshot(version + 1, byId.puttingAll(proxies))

    internal fun without(ids: Collection<ProxyId>): ProxyPoolSnapshot {
        val builder = byId.builder()
        ids.forEach(builder::remove)
        return ProxyPoolSnapshot(version + 1, builder.build())
    }
}

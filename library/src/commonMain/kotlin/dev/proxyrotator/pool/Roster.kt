package dev.proxyrotator.pool

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import kotlinx.collections.immutable.persistentMapOf

/** Who is in the pool, in order, and under which slot. Guarded by the pool's lock. */
internal class Roster(
    private val poolName: String,
    private val maxProxies: Int,
) {
    private val entries = LinkedHashMap<ProxyId, PooledProxy>()
    private val freeSlots = ArrayList<Int>()
    private var slots = 0

    var snapshot = ProxyPoolSnapshot(0, persistentMapOf())
        private set

    val size: Int get() = entries.size

    fun all(): Collection<PooledProxy> = entries.values

    fun find(id: ProxyId): PooledProxy? = entries[id]

    /** @throws NoSuchElementException when there is none with this [id] */
    fun get(id: ProxyId): PooledProxy =
        find(id) ?: throw NoSuchElementException("No proxy with the id $id in pool '$poolName'")

    /** Adds those that are new; all or none. Known ones of which more than the identity is new are passed to [onChange]. */
    fun addAll(
        proxies: Collection<Proxy>,
        onChange: (PooledProxy, Proxy) -> Unit,
    ): List<PooledProxy> {
        val distinct = proxies.associate { it.id to keepingAnonymity(it) }
        val (known, fresh) = distinct.values.partition { it.id in entries }
        check(entries.size + fresh.size <= maxProxies) {
            "Pool '$poolName' takes at most $maxProxies proxies and holds ${entries.size}; " +
                "${fresh.size} more do not fit: raise maxProxies or remove some first"
        }
        val changed = known.filterNot { it.hasSameMetadata(entries.getValue(it.id).proxy) }
        changed.forEach { onChange(entries.getValue(it.id), it) }
        val added = fresh.map(::enter)
        val news = fresh + changed
        if (news.isNotEmpty()) snapshot = snapshot.withAll(news.associateBy { it.id })
        return added
    }

    /** A list that says nothing of it does not undo what a check has found. */
    private fun keepingAnonymity(proxy: Proxy): Proxy {
        val found = entries[proxy.id]?.proxy?.anonymity
        return if (found == null || proxy.anonymity != null) proxy else proxy.withAnonymity(found)
    }

    fun removeAll(removed: Collection<PooledProxy>) {
        removed.forEach { entry ->
            entries.remove(entry.proxy.id)
            freeSlots.add(entry.slot)
        }
        snapshot = snapshot.without(removed.map { it.proxy.id })
    }

    private fun enter(proxy: Proxy): PooledProxy {
        val entry = PooledProxy(proxy, freeSlots.removeLastOrNull() ?: slots++)
        entries[proxy.id] = entry
        return entry
    }
}

private fun Proxy.hasSameMetadata(other: Proxy): Boolean = metadata == other.metadata

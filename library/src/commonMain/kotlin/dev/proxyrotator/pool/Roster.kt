package dev.proxyrotator.pool

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.selection.Candidate
import kotlinx.collections.immutable.persistentMapOf

/** Who is in the pool, in order, and under which slot. Guarded by the pool's lock. */
internal class Roster(
    private val poolName: String,
    private val maxProxies: Int,
) {
    private val entries = LinkedHashMap<ProxyId, PooledProxy>()
    private val bySlot = ArrayList<PooledProxy?>()
    private val freeSlots = ArrayList<Int>()

    var snapshot = ProxyPoolSnapshot(0, persistentMapOf())
        private set

    val size: Int get() = entries.size

    fun all(): Collection<PooledProxy> = entries.values

    fun find(id: ProxyId): PooledProxy? = entries[id]

    /** The entry behind [candidate], or `null` when that was removed meanwhile: its slot may be another's by now. */
    fun find(candidate: Candidate): PooledProxy? = bySlot[candidate.slot]?.takeIf { it.candidate === candidate }

    /** Adds those that are new and takes over the weight of the known ones: (new, known). All or none. */
    fun addAll(proxies: Collection<Proxy>): Pair<List<PooledProxy>, List<PooledProxy>> {
        val distinct = proxies.associateBy { it.id }
        val (known, fresh) = distinct.values.partition { it.id in entries }
        check(entries.size + fresh.size <= maxProxies) {
            "Pool '$poolName' takes at most $maxProxies proxies and holds ${entries.size}; " +
                "${fresh.size} more do not fit: raise maxProxies or remove some first"
        }
        val changed = known.filter { entries.getValue(it.id).proxy.weight != it.weight }
        changed.forEach { entries.getValue(it.id).proxy = it }
        val added = fresh.map(::enter)
        val news = fresh + changed
        if (news.isNotEmpty()) snapshot = snapshot.withAll(news.associateBy { it.id })
        return added to changed.map { entries.getValue(it.id) }
    }

    fun removeAll(removed: Collection<PooledProxy>) {
        removed.forEach { entry ->
            entries.remove(entry.proxy.id)
            bySlot[entry.candidate.slot] = null
            freeSlots.add(entry.candidate.slot)
        }
        snapshot = snapshot.without(removed.map { it.proxy.id })
    }

    private fun enter(proxy: Proxy): PooledProxy {
        val slot = freeSlots.removeLastOrNull() ?: bySlot.size.also { bySlot.add(null) }
        val entry = PooledProxy(proxy, Candidate(proxy, slot))
        bySlot[slot] = entry
        entries[proxy.id] = entry
        return entry
    }
}

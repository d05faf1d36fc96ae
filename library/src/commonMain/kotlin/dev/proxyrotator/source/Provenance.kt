package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId

/**
 * Which source named which proxies. One that was there before any source named it is nobody's to take out, and one that
 * several sources name stays until the last of them drops it. Not safe for several threads.
 */
internal class Provenance {
    private class Named(
        val proxy: Proxy,
        val isOwned: Boolean,
    )

    private val bySource = HashMap<ProxySource, Map<ProxyId, Named>>()
    private val owners = HashMap<ProxyId, Int>()

    /** What taking over a list means. */
    class Change(
        val source: ProxySource,
        val proxies: List<Proxy>,
        val added: List<Proxy>,
        val dropped: List<Proxy>,
    )

    fun namedBy(source: ProxySource): Int = bySource[source]?.size ?: 0

    fun change(
        source: ProxySource,
        proxies: List<Proxy>,
    ): Change {
        val before = bySource[source].orEmpty()
        val now = proxies.mapTo(HashSet(proxies.size)) { it.id }
        val added = proxies.filter { it.id !in before }
        val dropped = before.values.map { it.proxy }.filter { it.id !in now }
        return Change(source, proxies, added, dropped)
    }

    /**
     * Takes the list over; returns which of the dropped no source holds any more.
     *
     * @param wasThere whether one of the added is in the pool already.
     */
    fun take(
        change: Change,
        wasThere: (Proxy) -> Boolean,
    ): List<Proxy> {
        val before = bySource[change.source].orEmpty()
        val named = LinkedHashMap<ProxyId, Named>(change.proxies.size)
        change.proxies.forEach { named[it.id] = before[it.id] ?: enter(it, wasThere(it)) }
        bySource[change.source] = named
        return change.dropped.filter { before.getValue(it.id).isOwned && release(it.id) }
    }

    /** As if the source had not named them, so that its next list tries again: the pool did not take them. */
    fun refused(
        source: ProxySource,
        proxies: Collection<Proxy>,
    ) {
        if (proxies.isEmpty()) return
        val named = LinkedHashMap(bySource[source].orEmpty())
        proxies.forEach { if (named.remove(it.id)?.isOwned == true) release(it.id) }
        bySource[source] = named
    }

    private fun enter(
        proxy: Proxy,
        wasThere: Boolean,
    ): Named {
        val isOwned = !wasThere || proxy.id in owners
        if (isOwned) owners[proxy.id] = (owners[proxy.id] ?: 0) + 1
        return Named(proxy, isOwned)
    }

    /** Whether that was the last source to hold it. */
    private fun release(id: ProxyId): Boolean {
        val left = owners.getValue(id) - 1
        if (left == 0) owners.remove(id) else owners[id] = left
        return left == 0
    }
}

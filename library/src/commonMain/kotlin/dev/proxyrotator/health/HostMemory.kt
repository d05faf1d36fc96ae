package dev.proxyrotator.health

import kotlin.time.ComparableTimeMark

/**
 * Which proxies are avoided for which target host, and until when. Bounded: the least recently used host goes first, and
 * of too many pairs those of that host that would end first. What has ended goes when its host is asked for, or
 * when its host is the least recently used. Guarded by whoever owns it.
 */
internal class HostMemory<T : Any>(
    maxHosts: Int = 10_000,
    private val maxPairs: Int = 100_000,
) {
    private class Avoidance<T : Any>(
        val proxy: T,
        until: ComparableTimeMark,
    ) : EndQueue.Element(until)

    private class Host<T : Any>(
        val name: String,
    ) {
        val avoidances = HashMap<T, Avoidance<T>>()
        val ends = EndQueue<Avoidance<T>>()
    }

    private val hosts = RecentHosts<Host<T>>(maxHosts)
    private val hostsOfProxy = HashMap<T, MutableSet<Host<T>>>()

    val hostCount: Int get() = hosts.size
    var pairCount: Int = 0
        private set

    /** Avoids [proxy] for [host] until then, or longer if it is already. */
    fun avoid(
        host: String,
        proxy: T,
        until: ComparableTimeMark,
    ) {
        val known = hosts.find(host)?.avoidances?.get(proxy)
        when {
            known == null -> add(host, Avoidance(proxy, until))
            known.until < until -> hosts.find(host)?.ends?.postpone(known, until)
        }
    }

    fun isAvoided(
        host: String,
        proxy: T,
        now: ComparableTimeMark,
    ): Boolean = current(host, now)?.avoidances?.containsKey(proxy) == true

    /** Those avoided for [host] now: a view, good until anything is changed. */
    fun avoided(
        host: String,
        now: ComparableTimeMark,
    ): Collection<T> = current(host, now)?.avoidances?.keys.orEmpty()

    /** When the first of those avoided for [host] is to be used again; `null` when there are none. */
    fun firstEnd(
        host: String,
        now: ComparableTimeMark,
    ): ComparableTimeMark? =
        current(host, now)?.ends?.first?.until

    /** For a proxy that has left. */
    fun forget(proxy: T) {
        hostsOfProxy[proxy]?.toList()?.forEach { host -> drop(host, host.avoidances.getValue(proxy)) }
    }

    /** [proxy] is not avoided for [host] any more. */
    fun clear(
        host: String,
        proxy: T,
    ) {
        val remembered = hosts.find(host) ?: return
        drop(remembered, remembered.avoidances[proxy])
    }

    /** Nobody is avoided for [host] any more. */
    fun clear(host: String) {
        hosts.find(host)?.let(::dropAll)
    }

    /** What is remembered of [host] without what has ended. */
    private fun current(
        host: String,
        now: ComparableTimeMark,
    ): Host<T>? {
        hosts.leastRecent?.let { dropEnded(it, now) }
        return hosts.find(host)?.also { dropEnded(it, now) }?.takeIf { it.avoidances.isNotEmpty() }
    }

    private fun dropEnded(
        host: Host<T>,
        now: ComparableTimeMark,
    ) {
        while (true) {
            val first = host.ends.first ?: return
            if (first.until > now) return
            drop(host, first)
        }
    }

    private fun add(
        name: String,
        avoidance: Avoidance<T>,
    ) {
        if (pairCount >= maxPairs) hosts.leastRecent?.let { drop(it, it.ends.first) }
        val host = hosts.findOrAdd(name, { Host(name) }, onEvicted = ::dropAll)
        host.avoidances[avoidance.proxy] = avoidance
        host.ends.add(avoidance)
        hostsOfProxy.getOrPut(avoidance.proxy) { HashSet(1) }.add(host)
        pairCount++
    }

    private fun dropAll(host: Host<T>) {
        while (host.ends.first != null) drop(host, host.ends.first)
    }

    private fun drop(
        host: Host<T>,
        avoidance: Avoidance<T>?,
    ) {
        if (avoidance == null) return
        host.avoidances.remove(avoidance.proxy)
        host.ends.remove(avoidance)
        pairCount--
        if (host.avoidances.isEmpty()) hosts.remove(host.name)
        val others = hostsOfProxy[avoidance.proxy] ?: return
        others.remove(host)
        if (others.isEmpty()) hostsOfProxy.remove(avoidance.proxy)
    }
}

package dev.proxyrotator.pool

/**
 * The leases that are out, of all proxies together. Guarded by the pool's lock.
 *
 * A list for each proxy would find the leases of one at once. But that is asked for only when a proxy is removed with
 * [RemoveMode.ABORT], and a reference that is stored into one of a million old objects is what makes garbage collections
 * slow: next to it, going through the few leases that are out costs nothing.
 */
internal class LeasesOut {
    private var first: ProxyLease? = null

    var size = 0
        private set

    fun add(lease: ProxyLease) {
        size++
        lease.next = first
        first?.previous = lease
        first = lease
    }

    fun remove(lease: ProxyLease) {
        size--
        val next = lease.next
        val previous = lease.previous
        next?.previous = previous
        if (previous == null) first = next else previous.next = next
        lease.next = null
        lease.previous = null
    }

    /** Those of any of [entries]. */
    fun of(entries: Collection<PooledProxy>): List<ProxyLease> {
        val wanted = entries.toSet()
        return generateSequence(first) { it.next }.filter { it.entry in wanted }.toList()
    }
}

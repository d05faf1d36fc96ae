package dev.proxyrotator.limit

import kotlin.time.ComparableTimeMark

/**
 * The hosts there is something to know of. One that nobody is under way to is forgotten as soon as its bucket is full
 * again; when too many are only waiting for that, the one idle for longest is forgotten before.
 */
internal class HostBook(
    private val rate: GenericCellRate?,
    private val origin: ComparableTimeMark,
    private val maxResting: Int = MAX_RESTING,
) {
    private val hosts = HashMap<String, HostTraffic>()
    private val resting = LinkedHashSet<HostTraffic>()

    val size: Int get() = hosts.size

    fun find(
        name: String,
        now: ComparableTimeMark,
    ): HostTraffic {
        // More than one newcomer at a time may leave, so that the rested ones become fewer.
        repeat(2) { forgetFirst(now) }
        return hosts.getOrPut(name) { HostTraffic(name, rate?.let { TokenBucket(it, origin) }) }
    }

    /** To be told of each host that something has changed at. */
    fun update(
        host: HostTraffic,
        now: ComparableTimeMark,
    ) {
        resting.remove(host)
        if (host.isBusy) return
        if (host.bucket == null || host.bucket.isFull(now)) hosts.remove(host.name) else resting.add(host)
    }

    private fun forgetFirst(now: ComparableTimeMark) {
        val first = resting.firstOrNull() ?: return
        if (resting.size < maxResting && first.bucket?.isFull(now) == false) return
        resting.remove(first)
        hosts.remove(first.name)
    }

    private companion object {
        const val MAX_RESTING = 10_000
    }
}

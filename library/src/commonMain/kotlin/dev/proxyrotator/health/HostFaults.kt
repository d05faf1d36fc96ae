package dev.proxyrotator.health

import dev.proxyrotator.failure.Severity
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration.Companion.days

/**
 * Tells the faults of a target host from those of the proxies: where several different proxies fail for one host and
 * none succeeds, it is the host. Guarded by whoever owns it.
 *
 * For each failure that may be the host's: tell [onFailure]; forgive what it has found; charge the failure to its proxy
 * unless the host [isAtFault].
 */
internal class HostFaults<T : Any>(
    private val limits: HostLimits,
    maxHosts: Int = 10_000,
    /** How many there are: where there are fewer than it takes, all of them are enough, but never a single one. */
    private val proxies: () -> Int = { Int.MAX_VALUE },
) {
    /** What a proxy was charged for failures that turned out to be the host's. */
    class Charge<T : Any>(
        val proxy: T,
        val quarters: Int,
        /** Whether it was quarantined for one of them. */
        val interception: Boolean,
    )

    /** The host is at fault: the [charges] up to, but without, the failure that showed it. */
    class Found<T : Any>(
        val charges: List<Charge<T>>,
    )

    private class Suspect<T : Any>(
        val proxy: T,
    ) {
        var quarters = 0
        var until: ComparableTimeMark? = null

        /** A quarantine lasts, so what may end it is remembered for longer than other failures. */
        var interceptedUntil: ComparableTimeMark? = null
    }

    private class Host<T : Any>(
        val name: String,
    ) {
        val suspects = ArrayList<Suspect<T>>(2)
        var until: ComparableTimeMark? = null
        var isAtFault = false
    }

    private val hosts = RecentHosts<Host<T>>(maxHosts)

    val hostCount: Int get() = hosts.size

    /** A failure that may be the fault of [host]; when it shows that it is, what is to be forgiven. */
    fun onFailure(
        host: String,
        proxy: T,
        severity: Severity,
        now: ComparableTimeMark,
    ): Found<T>? {
        dropEnded(now)
        val record = hosts.findOrAdd(host, { Host(host) })
        if (record.isOver(now)) record.isAtFault = false
        record.until = now + limits.memory
        if (record.isAtFault) return null
        record.suspects.removeAll { it.isOver(now) }
        val suspect = record.suspects.find { it.proxy == proxy } ?: Suspect(proxy).also(record.suspects::add)
        suspect.until = record.until
        if (isHostAtFault(record, suspect, severity, now)) return found(record)
        suspect.quarters += severity.quarters
        if (severity == Severity.INTERCEPTION) suspect.interceptedUntil = now + INTERCEPTION_MEMORY
        return null
    }

    /** Whether failures for [host] are nobody else's fault now. */
    fun isAtFault(
        host: String,
        now: ComparableTimeMark,
    ): Boolean {
        val record = hosts.find(host) ?: return false
        return record.isAtFault && !record.isOver(now)
    }

    /** A response of [host], through whichever proxy. */
    fun onSuccess(host: String) {
        hosts.remove(host)
    }

    private fun isHostAtFault(
        record: Host<T>,
        suspect: Suspect<T>,
        severity: Severity,
        now: ComparableTimeMark,
    ): Boolean {
        val recent = record.suspects.count { !it.until.isOver(now) }
        if (recent >= limits.faults.coerceAtMost(maxOf(FEWEST, proxies()))) return true
        if (severity != Severity.INTERCEPTION) return false
        return record.suspects.any { it !== suspect && it.interceptedUntil != null }
    }

    private fun found(record: Host<T>): Found<T> {
        val charges =
            record.suspects
                .filter { it.quarters > 0 || it.interceptedUntil != null }
                .map { Charge(it.proxy, it.quarters, interception = it.interceptedUntil != null) }
        record.isAtFault = true
        record.suspects.clear()
        return Found(charges)
    }

    private fun dropEnded(now: ComparableTimeMark) {
        while (true) {
            val host = hosts.leastRecent ?: return
            if (!host.isOver(now) || host.suspects.any { !it.isOver(now) }) return
            hosts.remove(host.name)
        }
    }

    private fun Host<T>.isOver(now: ComparableTimeMark) = until.isOver(now)

    private fun Suspect<T>.isOver(now: ComparableTimeMark) =
        until.isOver(now) && (interceptedUntil == null || interceptedUntil.isOver(now))

    private fun ComparableTimeMark?.isOver(now: ComparableTimeMark) = this != null && this <= now

    private companion object {
        const val FEWEST = 2
        val INTERCEPTION_MEMORY = 1.days
    }
}

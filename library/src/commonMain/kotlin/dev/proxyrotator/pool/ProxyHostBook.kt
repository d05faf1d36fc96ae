package dev.proxyrotator.pool

import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.health.HostFaults
import dev.proxyrotator.health.HostMemory
import dev.proxyrotator.selection.Candidate
import kotlin.time.ComparableTimeMark

/** What is known of proxies at single target hosts. Guarded by the pool's lock. */
internal class ProxyHostBook(
    private val policy: HealthPolicy,
    proxies: () -> Int,
) {
    private val failing = HostMemory<PooledProxy>()
    private val banned = HostMemory<PooledProxy>()
    private val faults = HostFaults<PooledProxy>(policy.hosts, proxies = proxies)

    /** Whether [entry] may be chosen for [host] while there are others. */
    fun admits(
        host: String?,
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Boolean = host == null || !(failing.isAvoided(host, entry, now) || banned.isAvoided(host, entry, now))

    fun isBanned(
        host: String?,
        entry: PooledProxy,
        now: ComparableTimeMark,
    ): Boolean = host != null && banned.isAvoided(host, entry, now)

    fun banned(
        host: String?,
        now: ComparableTimeMark,
    ): Collection<PooledProxy> = if (host == null) emptyList() else banned.avoided(host, now)

    /** Everybody who should not be chosen for [host] while there are others. */
    fun avoided(
        host: String?,
        now: ComparableTimeMark,
    ): List<Candidate> = if (host == null) emptyList() else failing.avoided(host, now) + banned.avoided(host, now)

    fun firstBanEnd(
        host: String?,
        now: ComparableTimeMark,
    ): ComparableTimeMark? = host?.let { banned.firstEnd(it, now) }

    fun ban(
        host: String,
        entry: PooledProxy,
        until: ComparableTimeMark,
    ) = banned.avoid(host, entry, until)

    fun succeeded(
        host: String?,
        entry: PooledProxy,
    ) {
        if (host == null) return
        faults.onSuccess(host)
        failing.clear(host, entry)
    }

    /** What came of a failure that may be the host's fault. */
    sealed interface Suspicion {
        /** The proxy is charged, and avoided for this host for a while. */
        object OfProxy : Suspicion

        /** The host is at fault, and nobody is charged; what others were charged for it before is to be forgiven. */
        class OfHost(
            val charges: List<HostFaults.Charge<PooledProxy>>,
        ) : Suspicion
    }

    fun failed(
        host: String?,
        entry: PooledProxy,
        judgement: Judgement,
        now: ComparableTimeMark,
    ): Suspicion {
        if (host == null || !judgement.concernsHost) return Suspicion.OfProxy
        val found = faults.onFailure(host, entry, judgement.severity, now)
        if (found == null && faults.isAtFault(host, now)) return Suspicion.OfHost(emptyList())
        if (found != null) {
            failing.clear(host)
            return Suspicion.OfHost(found.charges)
        }
        failing.avoid(host, entry, now + policy.hostMemory)
        return Suspicion.OfProxy
    }

    /** Nothing that speaks against [entry] is remembered any more. */
    fun forget(entry: PooledProxy) {
        failing.forget(entry)
        banned.forget(entry)
    }
}

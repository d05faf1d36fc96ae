package dev.proxyrotator.pool

import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyPoolEmptyException.Reason
import dev.proxyrotator.health.Breaker
import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.SelectorContext
import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlinx.collections.immutable.persistentMapOf
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlin.time.Duration.Companion.milliseconds

/**
 * One lock guards the roster, the turnstile and the queue; it is held for a few memory operations, never across a
 * suspension, a callback or a resumed continuation.
 */
internal class RealProxyPool(
    settings: Settings,
    strategy: RotationStrategy,
    private val context: SelectorContext,
    private val accept: (Proxy) -> Unit,
    private val onRemoved: (Proxy) -> Unit,
) : ProxyPool {
    class Settings(
        val name: String,
        val maxProxies: Int,
        val limits: Limits,
        val health: HealthPolicy,
    )

    override val name: String = settings.name
    override val maxProxies: Int = settings.maxProxies
    private val limits = settings.limits
    private val lock = SynchronizedObject()
    private val roster = Roster(name, maxProxies)
    private val turnstile = Turnstile(limits, Breaker(settings.health, context.random), context, roster::find, strategy)
    private val waiting = WaitingRoom()
    private val totals = Totals()
    private val published = MutableStateFlow(ProxyPoolSnapshot(0, persistentMapOf()))

    override val proxies: StateFlow<ProxyPoolSnapshot> = published.asStateFlow()
    override val size: Int get() = proxies.value.size

    var strategy: RotationStrategy
        get() = synchronized(lock) { turnstile.strategy }
        set(value) {
            val fresh = turnstile.newSelector(value)
            synchronized(lock) { turnstile.swapStrategy(value, fresh, roster.all()) }
        }

    override fun add(proxy: Proxy): ProxyId = addAll(listOf(proxy)).first()

    /** All or none. */
    fun addAll(added: Collection<Proxy>): List<ProxyId> {
        added.forEach(accept)
        try {
            val served =
                synchronized(lock) {
                    val (fresh, known) = roster.addAll(added)
                    fresh.forEach(turnstile::enter)
                    known.forEach(turnstile::weightChanged)
                    serveWaiting()
                }
            served.forEach { it() }
        } finally {
            publish()
        }
        return added.map { it.id }
    }

    override fun remove(
        id: ProxyId,
        mode: RemoveMode,
    ) {
        val removed =
            synchronized(lock) {
                val entry = roster.find(id) ?: throw NoSuchElementException("No proxy with the id $id in pool '$name'")
                removeAll(listOf(entry), mode)
            }
        finish(removed)
    }

    override fun remove(
        url: String,
        mode: RemoveMode,
    ) {
        val proxy = Proxy.parse(url)
        if (proxy in this) return remove(proxy.id, mode)
        val others = proxies.value.count { it.host == proxy.host && it.port == proxy.port }
        val hint = "; $others of that host and port are there with another scheme or credentials"
        throw NoSuchElementException("No proxy $proxy in pool '$name'" + if (others > 0) hint else "")
    }

    /** Removes every proxy that is out of rotation; returns how many. */
    fun removeUnhealthy(): Int {
        var count = 0
        val removed =
            synchronized(lock) {
                turnstile.promoteDue(now())
                val unhealthy = roster.all().filter { it.breaker.health != ProxyHealth.HEALTHY }
                count = unhealthy.size
                removeAll(unhealthy, RemoveMode.DRAIN)
            }
        finish(removed)
        return count
    }

    override fun statistics(): List<ProxyStats> = synchronized(lock) { roster.all().map { it.stats() } }

    override fun statistics(id: ProxyId): ProxyStats? = synchronized(lock) { roster.find(id)?.stats() }

    fun stats(): PoolStats {
        val name = strategy.name
        return synchronized(lock) {
            turnstile.promoteDue(now())
            PoolStats(roster.size, turnstile.healthy, totals.requests, totals.successRate, name)
        }
    }

    /** Returns when no lease is out. */
    suspend fun awaitIdle() {
        val idle = CompletableDeferred<Unit>()
        synchronized(lock) { totals.whenIdle(idle) }
        idle.await()
    }

    /**
     * Waits its turn for a proxy that is not among the [excluded]; one of these is lent only when no other exists.
     *
     * @throws ProxyPoolEmptyException when there is none, or none became free in time
     */
    suspend fun lease(excluded: Collection<Candidate>): ProxyLease {
        var served = emptyList<() -> Unit>()
        val taken =
            synchronized(lock) {
                // Whoever waits could not use what is free after this, so taking that is no jumping of the queue.
                served = serveWaiting()
                tryLease(excluded)
            }
        served.forEach { it() }
        return taken
            ?: waitForLease(excluded)
            // Better one already tried than none at all.
            ?: synchronized(lock) { tryLease(emptyList()) }
            ?: throw ProxyPoolEmptyException(Reason.LIMITS, name, earliestRetry = null)
    }

    private suspend fun waitForLease(excluded: Collection<Candidate>): ProxyLease? {
        val waiter = WaitingRoom.Waiter()
        val limit = now() + limits.leaseTimeout
        try {
            enqueue(waiter, excluded)
            while (true) {
                val left = limit - now()
                val nextReturn = synchronized(lock) { turnstile.firstReturn(now()) }
                val slice = if (nextReturn == null) left else minOf(left, nextReturn.coerceAtLeast(SHORTEST_SLICE))
                waiter.await(slice)?.let { return it }
                if (slice == left) break
                // A cool-down is over: no other call may come to notice it.
                synchronized(lock) { serveWaiting() }.forEach { it() }
            }
        } catch (error: Throwable) {
            leaveQueue(waiter)
            waiter.close()?.release(Verdict.Neutral)
            throw error
        }
        leaveQueue(waiter)
        return waiter.close()
    }

    fun release(
        lease: ProxyLease,
        verdict: Verdict,
    ) {
        val served =
            synchronized(lock) {
                if (lease.released) return
                lease.released = true
                lease.abortAction = null
                totals.count(verdict)
                turnstile.takeBack(lease, verdict, now(), onlyProxy = roster.size == 1)
                serveWaiting() + totals.takeIdleWatchers()
            }
        served.forEach { it() }
    }

    /** A lease, `null` when one may become free, or the error; called with the lock held. */
    private fun tryLease(excluded: Collection<Candidate>): ProxyLease? =
        when (val choice = turnstile.choose(excluded, now())) {
            is Turnstile.Choice.Chosen -> lend(choice.entry)
            Turnstile.Choice.Busy -> null
            Turnstile.Choice.Nobody -> throw nobody()
        }

    private fun lend(entry: PooledProxy): ProxyLease {
        val lease = ProxyLease(entry, isProbe = entry.breaker is BreakerState.Probing, this)
        turnstile.lend(entry, lease)
        totals.requests++
        return lease
    }

    private fun nobody(): ProxyPoolEmptyException {
        val reason = if (roster.size == 0) Reason.EMPTY else Reason.ALL_UNAVAILABLE
        return ProxyPoolEmptyException(reason, name, turnstile.firstReturn(now()))
    }

    private fun enqueue(
        waiter: WaitingRoom.Waiter,
        excluded: Collection<Candidate>,
    ) = synchronized(lock) {
        val lease = tryLease(excluded)
        when {
            lease != null -> waiter.give(lease)
            waiting.size < limits.maxWaiting -> waiting.add(waiter, excluded)
            else -> throw ProxyPoolEmptyException(Reason.LIMITS, name, earliestRetry = null)
        }
    }

    private fun leaveQueue(waiter: WaitingRoom.Waiter) = synchronized(lock) { waiting.remove(waiter) }

    /** Lends what became free to those who wait, in their order; what it returns is to be run without the lock. */
    private fun serveWaiting(): List<() -> Unit> {
        if (waiting.isEmpty()) return emptyList()
        turnstile.promoteDue(now())
        if (!turnstile.takeNews()) return emptyList()
        if (turnstile.isHopeless) {
            val error = nobody()
            return waiting.takeAll().map { { it.fail(error) } }
        }
        return waiting.serve({ turnstile.hasRoom }) { excluded -> tryLease(excluded) }
    }

    private fun removeAll(
        entries: List<PooledProxy>,
        mode: RemoveMode,
    ): Removed {
        val aborted = if (mode == RemoveMode.ABORT) entries.flatMap { it.leases() } else emptyList()
        aborted.forEach { it.aborted = true }
        entries.forEach(turnstile::leave)
        roster.removeAll(entries)
        return Removed(entries.map { it.proxy }, aborted.mapNotNull { it.abortAction } + serveWaiting())
    }

    private class Removed(
        val proxies: List<Proxy>,
        val actions: List<() -> Unit>,
    )

    private fun finish(removed: Removed) {
        publish()
        removed.actions.forEach { it() }
        removed.proxies.forEach(onRemoved)
    }

    /** Outside the lock, since a collector may run within the assignment; the version keeps a late one from winning. */
    private fun publish() {
        val latest = synchronized(lock) { roster.snapshot }
        published.update { if (it.version < latest.version) latest else it }
    }

    private fun now() = context.timeSource.markNow()

    private companion object {
        /** So that a clock a little apart from that of the coroutines does not make a busy loop. */
        val SHORTEST_SLICE = 1.milliseconds
    }
}

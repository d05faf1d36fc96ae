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
    private val idleWatch = ArrayList<CompletableDeferred<Unit>>()
    private val published = MutableStateFlow(ProxyPoolSnapshot(0, persistentMapOf()))

    override val proxies: StateFlow<ProxyPoolSnapshot> = published.asStateFlow()
    override val size: Int get() = proxies.value.size

    var strategy: RotationStrategy
        get() = synchronized(lock) { turnstile.strategy }
        set(value) = synchronized(lock) { turnstile.swapStrategy(value, roster.all()) }

    override fun add(proxy: Proxy): ProxyId = addAll(listOf(proxy)).first()

    /** All or none. */
    fun addAll(added: Collection<Proxy>): List<ProxyId> {
        added.forEach(accept)
        val served =
            synchronized(lock) {
                val (fresh, known) = roster.addAll(added)
                fresh.forEach(turnstile::enter)
                known.forEach(turnstile::weightChanged)
                serveWaiting()
            }
        publish()
        served.forEach { it() }
        return added.map { it.id }
    }

    override fun remove(
        id: ProxyId,
        mode: RemoveMode,
    ) {
        val removed =
            synchronized(lock) {
                val entry = roster.find(id) ?: throw NoSuchElementException("No proxy $id in pool '$name'")
                removeAll(listOf(entry), mode)
            }
        removed.finish()
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
        removed.finish()
        return count
    }

    override fun statistics(): List<ProxyStats> = synchronized(lock) { roster.all().map { it.stats() } }

    override fun statistics(id: ProxyId): ProxyStats? = synchronized(lock) { roster.find(id)?.stats() }

    fun stats(): PoolStats =
        synchronized(lock) {
            turnstile.promoteDue(now())
            PoolStats(roster.size, turnstile.healthy, totals.requests, totals.successRate, turnstile.strategy.name)
        }

    /** The attempts under way. */
    fun inFlight(): Int = synchronized(lock) { totals.inFlight }

    /** Returns when no lease is out. */
    suspend fun awaitIdle() {
        val idle =
            synchronized(lock) {
                if (totals.inFlight ==
                    0
                ) {
                    null
                } else {
                    CompletableDeferred<Unit>().also(idleWatch::add)
                }
            }
        idle?.await()
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
        return taken ?: waiting.await(limits.leaseTimeout, { enqueue(it, excluded) }, ::leaveQueue)
            ?: throw ProxyPoolEmptyException(Reason.LIMITS, name, earliestRetry = null)
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
                serveWaiting() + idleWatchers()
            }
        served.forEach { it() }
    }

    private fun idleWatchers(): List<() -> Unit> {
        if (idleWatch.isEmpty() || totals.inFlight > 0) return emptyList()
        return idleWatch.map<_, () -> Unit> { { it.complete(Unit) } }.also { idleWatch.clear() }
    }

    fun onAbort(
        lease: ProxyLease,
        action: () -> Unit,
    ) {
        val atOnce =
            synchronized(lock) {
                if (!lease.released) lease.abortAction = action
                lease.aborted
            }
        if (atOnce) action()
    }

    fun isAborted(lease: ProxyLease): Boolean = synchronized(lock) { lease.aborted }

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

    private fun nobody(): ProxyPoolEmptyException =
        if (roster.size == 0) {
            ProxyPoolEmptyException(Reason.EMPTY, name, earliestRetry = null)
        } else {
            ProxyPoolEmptyException(Reason.ALL_UNAVAILABLE, name, turnstile.firstReturn(now()))
        }

    private fun enqueue(
        waiter: WaitingRoom.Waiter,
        excluded: Collection<Candidate>,
    ): ProxyLease? =
        synchronized(lock) {
            tryLease(excluded)?.let { return it }
            if (waiting.size >=
                limits.maxWaiting
            ) {
                throw ProxyPoolEmptyException(Reason.LIMITS, name, earliestRetry = null)
            }
            waiting.add(waiter, excluded)
            null
        }

    private fun leaveQueue(waiter: WaitingRoom.Waiter) = synchronized(lock) { waiting.remove(waiter) }

    /** Lends what became free to those who wait, in their order; what it returns is to be run without the lock. */
    private fun serveWaiting(): List<() -> Unit> {
        if (waiting.isEmpty()) return emptyList()
        turnstile.promoteDue(now())
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
        entries.forEach { entry ->
            turnstile.leave(entry)
            roster.remove(entry)
        }
        return Removed(entries.map { it.proxy }, aborted.mapNotNull { it.abortAction } + serveWaiting())
    }

    private class Removed(
        val proxies: List<Proxy>,
        val actions: List<() -> Unit>,
    )

    private fun Removed.finish() {
        publish()
        actions.forEach { it() }
        proxies.forEach(onRemoved)
    }

    /** Outside the lock, since a collector may run within the assignment; the version keeps a late one from winning. */
    private fun publish() {
        val latest = synchronized(lock) { roster.snapshot }
        published.update { if (it.version < latest.version) latest else it }
    }

    private fun now() = context.timeSource.markNow()
}

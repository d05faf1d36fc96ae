package dev.proxyrotator.pool

import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.event.EventPublisher
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyPoolEmptyException.Reason
import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
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
import kotlin.time.ComparableTimeMark
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
        val onExhausted: OnExhausted = OnExhausted.RETURN_LAST,
        val events: EventPublisher = EventPublisher(),
    )

    override val name: String = settings.name
    override val maxProxies: Int = settings.maxProxies
    private val limits = settings.limits
    private val lock = SynchronizedObject()
    private val roster = Roster(name, maxProxies)
    private val changes = PoolChanges(settings.events, lock)
    private val turnstile = turnstile(settings, roster, context, strategy, changes)
    private val waiting = WaitingRoom()
    private val totals = Totals()
    private val published = MutableStateFlow(ProxyPoolSnapshot(0, persistentMapOf()))

    override val proxies: StateFlow<ProxyPoolSnapshot> = published.asStateFlow()
    override val size: Int get() = proxies.value.size
    val waitingRequests: Int get() = synchronized(lock) { waiting.size }

    var strategy: RotationStrategy
        get() = synchronized(lock) { turnstile.strategy }
        set(value) {
            val fresh = turnstile.newView(value)
            synchronized(lock) { turnstile.swapStrategy(value, fresh) }
        }

    override fun add(proxy: Proxy): ProxyId = addAll(listOf(proxy)).first()

    /** All or none. */
    fun addAll(added: Collection<Proxy>): List<ProxyId> {
        added.forEach(accept)
        takeOver { added }
        return added.map { it.id }
    }

    /** Takes over how anonymous the proxies are that are still there. */
    fun learn(levels: Map<ProxyId, AnonymityLevel>) =
        takeOver { levels.mapNotNull { (id, level) -> roster.find(id)?.proxy?.withAnonymity(level) } }

    /** Of [proxies], which it asks for under the lock, those that are there already are replaced. */
    private fun takeOver(proxies: () -> Collection<Proxy>) {
        try {
            val served =
                synchronized(lock) {
                    val now = now()
                    val taken = proxies()
                    taken.forEach(turnstile::check)
                    val fresh = roster.addAll(taken, turnstile::update)
                    fresh.forEach { turnstile.enter(it, now) }
                    changes.added(fresh, roster.size)
                    serveWaiting()
                }
            served.forEach { it() }
        } finally {
            publish()
            changes.tell()
        }
    }

    override fun remove(
        id: ProxyId,
        mode: RemoveMode,
    ) {
        val removed =
            synchronized(lock) {
                removeAll(listOf(roster.get(id)), mode)
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
                val unhealthy = roster.all().filterNot { it.isHealthy }
                count = unhealthy.size
                removeAll(unhealthy, RemoveMode.DRAIN)
            }
        finish(removed)
        return count
    }

    override fun statistics(): List<ProxyStats> =
        synchronized(lock) {
            turnstile.promoteDue(now())
            roster.all().map { it.stats() }
        }.also { changes.tell() }

    fun find(id: ProxyId): PooledProxy? = synchronized(lock) { roster.find(id) }

    override fun statistics(id: ProxyId): ProxyStats? =
        synchronized(lock) {
            turnstile.promoteDue(now())
            roster.find(id)?.stats()
        }.also { changes.tell() }

    fun stats(): PoolStats {
        val name = strategy.name
        return synchronized(lock) {
            turnstile.promoteDue(now())
            PoolStats(roster.size, turnstile.healthy, totals.requests, totals.successRate, name)
        }.also { changes.tell() }
    }

    /** Returns when no lease is out. */
    suspend fun awaitIdle() {
        val idle = CompletableDeferred<Unit>()
        synchronized(lock) { totals.whenIdle(idle) }
        idle.await()
    }

    override fun reinstate(id: ProxyId) {
        val served =
            synchronized(lock) {
                turnstile.reinstate(roster.get(id), now())
                serveWaiting()
            }
        finish(served)
    }

    /** Whether [request] would be served now, or may be when another one is through. */
    fun hasExitFor(request: LeaseRequest): Boolean =
        synchronized(lock) { turnstile.hasExitFor(request, now()) }.also { changes.tell() }

    fun prove(entry: PooledProxy) {
        val served =
            synchronized(lock) {
                if (entry.isProven) return
                turnstile.prove(entry, now())
                serveWaiting()
            }
        finish(served)
    }

    /**
     * Waits its turn for a proxy that serves [request]; one that was tried is lent only when no other exists.
     *
     * @throws ProxyPoolEmptyException when there is none, or none became free in time
     * @throws ExitLostException when the only proxy that would do is not in rotation
     */
    suspend fun lease(request: LeaseRequest): ProxyLease {
        var served = emptyList<() -> Unit>()
        val taken =
            try {
                synchronized(lock) {
                    // Whoever waits could not use what is free after this, so taking that is no jumping of the queue.
                    served = serveWaiting()
                    tryLease(request)
                }
            } finally {
                finish(served)
            }
        return taken
            ?: waitForLease(request)
            // Better one already tried than none at all.
            ?: synchronized(lock) { tryLease(request.withoutTried()) }
            ?: throw ProxyPoolEmptyException(Reason.LIMITS, name, earliestRetry = null)
    }

    private suspend fun waitForLease(request: LeaseRequest): ProxyLease? {
        val waiter = WaitingRoom.Waiter()
        val limit = now() + limits.leaseTimeout
        try {
            enqueue(waiter, request)
            while (true) {
                val left = limit - now()
                val nextReturn = synchronized(lock) { turnstile.firstChange(now()) }
                val slice = if (nextReturn == null) left else minOf(left, nextReturn.coerceAtLeast(SHORTEST_SLICE))
                waiter.await(slice)?.let { return it }
                if (slice == left) break
                // A cool-down is over: no other call may come to notice it.
                finish(synchronized(lock) { serveWaiting() })
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
        var served = emptyList<() -> Unit>()
        try {
            synchronized(lock) {
                if (lease.released) return
                lease.released = true
                lease.abortAction = null
                totals.count(verdict)
                try {
                    turnstile.takeBack(lease, verdict, now())
                } finally {
                    served = serveWaiting() + totals.takeIdleWatchers()
                }
            }
        } finally {
            finish(served)
        }
    }

    /** A lease, `null` when one may become free, or the error; called with the lock held. */
    private fun tryLease(request: LeaseRequest): ProxyLease? {
        val now = now()
        return when (val choice = turnstile.choose(request, now)) {
            is Turnstile.Choice.Chosen -> lend(choice.entry, request, now)
            is Turnstile.Choice.Nobody -> throw nobody(choice.reason, request)
            Turnstile.Choice.ExitLost -> throw ExitLostException()
            Turnstile.Choice.Busy -> null
        }
    }

    private fun lend(
        entry: PooledProxy,
        request: LeaseRequest,
        now: ComparableTimeMark,
    ): ProxyLease {
        val lease = ProxyLease(entry, isProbe = entry.breaker is BreakerState.Probing, request.host, this)
        turnstile.lend(entry, lease, now)
        totals.requests++
        return lease
    }

    private fun nobody(
        reason: Reason,
        request: LeaseRequest,
    ) = ProxyPoolEmptyException(reason, name, turnstile.earliestRetry(request, reason, now()))

    private fun enqueue(
        waiter: WaitingRoom.Waiter,
        request: LeaseRequest,
    ) = synchronized(lock) {
        val lease = tryLease(request)
        when {
            lease != null -> waiter.give(lease)
            waiting.size < limits.maxWaiting -> waiting.add(waiter, request)
            else -> throw ProxyPoolEmptyException(Reason.LIMITS, name, earliestRetry = null)
        }
    }

    private fun leaveQueue(waiter: WaitingRoom.Waiter) = synchronized(lock) { waiting.remove(waiter) }

    /** Lends what became free to those who wait, in their order; what it returns is to be run without the lock. */
    private fun serveWaiting(): List<() -> Unit> {
        if (waiting.isEmpty()) return emptyList()
        turnstile.promoteDue(now())
        if (!turnstile.takeNews()) return emptyList()
        // When nobody can be waited for, each of them is told so.
        return waiting.serve({ turnstile.hasRoom || turnstile.isHopeless }, ::tryLease)
    }

    private fun removeAll(
        entries: List<PooledProxy>,
        mode: RemoveMode,
    ): Removed {
        val aborted = if (mode == RemoveMode.ABORT) turnstile.leasesOf(entries) else emptyList()
        aborted.forEach { it.aborted = true }
        val now = now()
        entries.forEach { turnstile.leave(it, now) }
        roster.removeAll(entries)
        changes.removed(entries, roster.size)
        if (roster.size == 1) turnstile.isAlone(roster.all().first(), now)
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
        changes.tell()
    }

    /** What is left to do once the lock is given back. */
    private fun finish(served: List<() -> Unit>) {
        served.forEach { it() }
        changes.tell()
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

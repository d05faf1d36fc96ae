package dev.proxyrotator.limit

import kotlin.time.ComparableTimeMark
import kotlin.time.Duration

/**
 * Whose turn it is. Hosts are served independently, each in the order of its waiters; those that lack nothing but a
 * token of the client take turns. A waiter is called first and takes its tokens when it runs: what is called and then
 * cancelled has used up nothing. Pure, O(1) for each request that goes; guarded by the limiter's lock.
 */
internal class HostTurns(
    private val limits: Limits,
    origin: ComparableTimeMark,
) {
    private val book = HostBook(limits.ratePerHost?.let(::GenericCellRate), origin)
    private val places = limits.maxConnectionsPerHost
    private val bucket = limits.rate?.let { TokenBucket(it, origin) }
    private val line = LinkedHashSet<HostTraffic>()
    private var timekeeper: HostWaiter? = null
    private var woken = ArrayList<HostWaiter>()
    private var called = 0

    val hosts: Int get() = book.size
    var waiting = 0
        private set
    var inUse = 0
        private set

    fun find(
        name: String,
        now: ComparableTimeMark,
    ): HostTraffic = book.find(name, now)

    /** Goes at once, unless there is something to wait for. */
    fun tryEnter(
        host: HostTraffic,
        now: ComparableTimeMark,
    ): Boolean {
        val isFree = host.queue.first == null && line.isEmpty() && hasPlace(host)
        if (!isFree || hostWait(host, now) > Duration.ZERO || clientWait(now) > Duration.ZERO) return false
        takePlace(host)
        takeTokens(host, now)
        book.update(host, now)
        return true
    }

    /** Why nobody may wait for [host], `null` when a newcomer may. */
    fun refusal(
        host: HostTraffic,
        timeLeft: Duration,
        now: ComparableTimeMark,
    ): HostAdmission? {
        val tokens = host.queue.size + 1
        val atHost = host.bucket?.waitFor(now, host.called + tokens) ?: Duration.ZERO
        val atClient = bucket?.waitFor(now, called + tokens) ?: Duration.ZERO
        val refusal =
            when {
                waiting >= limits.maxWaiting -> HostAdmission.QueueFull
                maxOf(atHost, atClient) > timeLeft -> HostAdmission.TooLong
                else -> return null
            }
        book.update(host, now)
        return refusal
    }

    fun enqueue(
        host: HostTraffic,
        now: ComparableTimeMark,
    ): HostWaiter {
        val waiter = HostWaiter(host)
        host.queue.add(waiter)
        waiting++
        book.update(host, now)
        return waiter
    }

    /** Calls all whose turn has come by [now], by what became free at [host]. */
    fun settle(
        host: HostTraffic,
        now: ComparableTimeMark,
    ) {
        arrange(host, now)
        serveLine(now)
        book.update(host, now)
    }

    /** After [settle]: how long [waiter] may sleep; for ever when it is for others to wake it. */
    fun pauseOf(
        waiter: HostWaiter,
        now: ComparableTimeMark,
    ): Duration {
        val host = waiter.host
        return when {
            host.queue.first !== waiter -> Duration.INFINITE
            host.isInLine -> if (line.first() === host) clientWait(now) else Duration.INFINITE
            hasPlace(host) -> hostWait(host, now)
            else -> Duration.INFINITE
        }
    }

    /** The [waiter] that was called goes. */
    fun enter(
        waiter: HostWaiter,
        now: ComparableTimeMark,
    ) {
        uncall(waiter.host)
        takeTokens(waiter.host, now)
        book.update(waiter.host, now)
    }

    /** The [waiter] does not want to go any more, called or not. */
    fun leave(
        waiter: HostWaiter,
        now: ComparableTimeMark,
    ) {
        if (waiter.isCalled) {
            uncall(waiter.host)
            givePlaceBack(waiter.host)
        } else {
            waiting--
            waiter.host.queue.remove(waiter)
        }
        settle(waiter.host, now)
    }

    fun release(
        host: HostTraffic,
        now: ComparableTimeMark,
    ) {
        givePlaceBack(host)
        settle(host, now)
    }

    /** Who is to look again; to be told without the lock. */
    fun takeWoken(): List<HostWaiter> {
        if (woken.isEmpty()) return emptyList()
        return woken.also { woken = ArrayList() }
    }

    private fun arrange(
        host: HostTraffic,
        now: ComparableTimeMark,
    ) {
        val first = host.queue.first
        when {
            first == null -> leaveLine(host)
            host.isInLine || !hasPlace(host) -> Unit
            hostWait(host, now) == Duration.ZERO -> host.isInLine = line.add(host)
            host.timekeeper !== first -> woken.add(first.also { host.timekeeper = it })
        }
    }

    private fun serveLine(now: ComparableTimeMark) {
        while (line.isNotEmpty() && clientWait(now) == Duration.ZERO) {
            val host = line.first()
            leaveLine(host)
            host.queue.first?.let(::call)
            arrange(host, now)
        }
        val first = line.firstOrNull()?.queue?.first
        if (first != null && timekeeper !== first) woken.add(first)
        timekeeper = first
    }

    private fun leaveLine(host: HostTraffic) {
        if (host.isInLine) line.remove(host)
        host.isInLine = false
    }

    private fun call(waiter: HostWaiter) {
        waiting--
        waiter.host.queue.remove(waiter)
        waiter.isCalled = true
        takePlace(waiter.host)
        called++
        waiter.host.called++
        woken.add(waiter)
    }

    private fun uncall(host: HostTraffic) {
        called--
        host.called--
    }

    private fun hasPlace(host: HostTraffic) = places == null || host.inUse < places

    private fun takePlace(host: HostTraffic) {
        if (places == null) return
        inUse++
        host.inUse++
    }

    private fun givePlaceBack(host: HostTraffic) {
        if (places == null) return
        inUse--
        host.inUse--
    }

    private fun takeTokens(
        host: HostTraffic,
        now: ComparableTimeMark,
    ) {
        host.bucket?.take(now)
        bucket?.take(now)
    }

    private fun hostWait(
        host: HostTraffic,
        now: ComparableTimeMark,
    ) = host.bucket?.waitFor(now, host.called + 1) ?: Duration.ZERO

    private fun clientWait(now: ComparableTimeMark) = bucket?.waitFor(now, called + 1) ?: Duration.ZERO
}

package dev.proxyrotator.limit

import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/**
 * Holds whatever calls it back to a rate: in no span of length *t* are more than `burst + rate × t / per` permits given.
 * For any work of one's own; the requests of a rotator are held back by `limits { rate = RateLimit(10, 1.seconds) }`.
 *
 * ```
 * val limiter = RateLimiter(rate = 10, per = 1.seconds, burst = 1)
 * urls.forEach { url ->
 *     limiter.acquire()
 *     launch { rotator.get(url) }
 * }
 * ```
 *
 * First come, first served, from any number of coroutines and threads. A permit is taken, never given back. Who is
 * cancelled while waiting takes none, and nobody behind waits longer for it. Waits last whole milliseconds, rounded up,
 * and are in virtual time when [timeSource] and the dispatcher are.
 */
public class RateLimiter(
    /** How many permits are given per time, and how many at once after a pause. */
    public val limit: RateLimit,
    private val timeSource: TimeSource.WithComparableMarks = TimeSource.Monotonic,
) {
    private val lock = SynchronizedObject()
    private val bucket = TokenBucket(limit, now())
    private val queue = LinkedHashSet<Waiter>()
    private var permitsWaitedFor = 0L

    /**
     * Gives [rate] permits [per] span of time, and [burst] at once after a pause; a burst of 1 spaces them evenly.
     *
     * @throws IllegalArgumentException when a value is out of range, see [RateLimit]
     */
    public constructor(
        rate: Int,
        per: Duration = 1.seconds,
        burst: Int = rate,
        timeSource: TimeSource.WithComparableMarks = TimeSource.Monotonic,
    ) : this(RateLimit(rate, per, burst), timeSource)

    /**
     * Waits for its turn, and takes [permits] at once.
     *
     * @throws IllegalArgumentException when [permits] is not between 1 and the burst, as more are never there at once
     */
    public suspend fun acquire(permits: Int = 1) {
        tryAcquire(Duration.INFINITE, permits)
    }

    /**
     * Takes [permits] if they are there now and nobody waits for his.
     *
     * @throws IllegalArgumentException when [permits] is not between 1 and the burst
     */
    public fun tryAcquire(permits: Int = 1): Boolean {
        requireInBurst(permits)
        return synchronized(lock) { tryTake(permits, now()) }
    }

    /**
     * Waits for its turn at most [maxWait], and takes [permits] at once. Returns `false` without a wait when those that
     * came before leave too little for so short a time.
     *
     * @throws IllegalArgumentException when [permits] is not between 1 and the burst
     */
    public suspend fun tryAcquire(
        maxWait: Duration,
        permits: Int = 1,
    ): Boolean {
        requireInBurst(permits)
        currentCoroutineContext().ensureActive()
        val waiter =
            synchronized(lock) {
                val now = now()
                if (tryTake(permits, now)) return true
                val inAll = minOf(permitsWaitedFor + permits, Int.MAX_VALUE.toLong()).toInt()
                if (bucket.waitFor(now, inAll) > maxWait) return false
                Waiter(permits, now + maxWait).also(::add)
            }
        return await(waiter)
    }

    /** The limit in one line. */
    override fun toString(): String = "RateLimiter($limit)"

    private suspend fun await(waiter: Waiter): Boolean {
        try {
            while (true) {
                // A time that runs out wakes a waiter whether it was cancelled or not.
                currentCoroutineContext().ensureActive()
                val pause = synchronized(lock) { pauseOf(waiter, now()) }
                if (pause == Duration.ZERO) return true
                val left = waiter.until - now()
                if (left <= Duration.ZERO || (pause.isFinite() && pause > left)) return false
                withTimeoutOrNull(minOf(pause, left)) { waiter.signal.receive() }
            }
        } finally {
            leave(waiter)
        }
    }

    /** Zero when [waiter] has taken its permits, otherwise how long it may sleep: for ever while others are before it. */
    private fun pauseOf(
        waiter: Waiter,
        now: ComparableTimeMark,
    ): Duration {
        if (queue.first() !== waiter) return Duration.INFINITE
        val pause = bucket.waitFor(now, waiter.permits)
        if (pause == Duration.ZERO) {
            bucket.take(now, waiter.permits)
            remove(waiter)
        }
        return pause
    }

    private fun tryTake(
        permits: Int,
        now: ComparableTimeMark,
    ): Boolean {
        val isThere = queue.isEmpty() && bucket.waitFor(now, permits) == Duration.ZERO
        if (isThere) bucket.take(now, permits)
        return isThere
    }

    private fun add(waiter: Waiter) {
        queue.add(waiter)
        permitsWaitedFor += waiter.permits
    }

    private fun remove(waiter: Waiter) {
        if (queue.remove(waiter)) permitsWaitedFor -= waiter.permits
    }

    /** Served or not, it makes way; who is first then must look after the time itself. */
    private fun leave(waiter: Waiter) {
        val first =
            synchronized(lock) {
                remove(waiter)
                queue.firstOrNull()
            }
        first?.signal?.trySend(Unit)
    }

    private fun requireInBurst(permits: Int) {
        require(permits in 1..limit.burst) { "permits must be between 1 and the burst ${limit.burst}, was $permits" }
    }

    private fun now() = timeSource.markNow()

    private class Waiter(
        val permits: Int,
        val until: ComparableTimeMark,
    ) {
        /** Only a hint to look again; what holds is kept under the lock. */
        val signal = Channel<Unit>(Channel.CONFLATED)
    }
}

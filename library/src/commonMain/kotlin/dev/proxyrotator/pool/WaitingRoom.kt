package dev.proxyrotator.pool

import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.selection.Candidate
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.coroutines.resumeWithException
import kotlin.time.Duration

/** The requests that wait for a lease, first come first served. Its queue is guarded by the pool's lock. */
internal class WaitingRoom {
    class Waiter(
        private val continuation: CancellableContinuation<ProxyLease>,
    ) {
        /** A lease that reaches a caller cancelled in the same instant goes straight back. */
        fun give(lease: ProxyLease) = continuation.resume(lease) { _, lost, _ -> lost.release(Verdict.Neutral) }

        fun fail(error: Throwable) = continuation.resumeWithException(error)
    }

    private val queue = LinkedHashMap<Waiter, Collection<Candidate>>()

    val size: Int get() = queue.size

    fun isEmpty(): Boolean = queue.isEmpty()

    fun add(
        waiter: Waiter,
        excluded: Collection<Candidate>,
    ) {
        queue[waiter] = excluded
    }

    fun remove(waiter: Waiter) {
        queue.remove(waiter)
    }

    fun takeAll(): List<Waiter> = queue.keys.toList().also { queue.clear() }

    /** Goes through the queue in order while [hasRoom], passing over those who exclude all that is free. */
    fun serve(
        hasRoom: () -> Boolean,
        tryLease: (Collection<Candidate>) -> ProxyLease?,
    ): List<() -> Unit> {
        val served = ArrayList<() -> Unit>()
        val waiters = queue.iterator()
        while (waiters.hasNext() && hasRoom()) {
            val (waiter, excluded) = waiters.next()
            val lease = tryLease(excluded) ?: continue
            waiters.remove()
            served.add { waiter.give(lease) }
        }
        return served
    }

    /**
     * Waits until a lease is given, at most [limit] (then `null`). [enqueue] answers with a lease when one is free after
     * all; [leave] takes a cancelled waiter out of the queue.
     */
    suspend fun await(
        limit: Duration,
        enqueue: (Waiter) -> ProxyLease?,
        leave: (Waiter) -> Unit,
    ): ProxyLease? {
        // The time-out may strike after the lease was handed over: then the lease counts.
        var lease: ProxyLease? = null
        try {
            withTimeoutOrNull(limit) {
                lease =
                    suspendCancellableCoroutine { continuation ->
                        val waiter = Waiter(continuation)
                        continuation.invokeOnCancellation { leave(waiter) }
                        try {
                            enqueue(waiter)?.let(waiter::give)
                        } catch (nobody: ProxyPoolEmptyException) {
                            waiter.fail(nobody)
                        }
                    }
            }
        } catch (cancelled: CancellationException) {
            lease?.release(Verdict.Neutral)
            throw cancelled
        }
        return lease
    }
}

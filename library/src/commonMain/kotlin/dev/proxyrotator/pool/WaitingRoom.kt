package dev.proxyrotator.pool

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration

/** The requests that wait for a lease, first come first served. Its queue is guarded by the pool's lock. */
internal class WaitingRoom {
    class Waiter {
        private val given = CompletableDeferred<ProxyLease>()

        /** A lease that comes too late goes straight back. */
        fun give(lease: ProxyLease) {
            if (!given.complete(lease)) lease.release(Verdict.Neutral)
        }

        fun fail(error: Throwable) {
            given.completeExceptionally(error)
        }

        /** Waits at most [limit] for a lease; `null` when none came in that time. */
        suspend fun await(limit: Duration): ProxyLease? = withTimeoutOrNull(limit) { given.await() }

        /** Takes no lease from now on, and returns the one that came in the last instant. */
        @OptIn(ExperimentalCoroutinesApi::class)
        fun close(): ProxyLease? {
            given.cancel()
            return if (given.isCancelled) null else given.getCompleted()
        }
    }

    private val queue = LinkedHashMap<Waiter, LeaseRequest>()

    val size: Int get() = queue.size

    fun isEmpty(): Boolean = queue.isEmpty()

    fun add(
        waiter: Waiter,
        request: LeaseRequest,
    ) {
        queue[waiter] = request
    }

    fun remove(waiter: Waiter) {
        queue.remove(waiter)
    }

    /** Goes through the queue in order while [hasRoom], passing over those who want none of those that are free. */
    fun serve(
        hasRoom: () -> Boolean,
        tryLease: (LeaseRequest) -> ProxyLease?,
    ): List<() -> Unit> {
        val served = ArrayList<() -> Unit>()
        val waiters = queue.iterator()
        while (waiters.hasNext() && hasRoom()) {
            val (waiter, request) = waiters.next()
            // What a user's selector throws is for the one it was asked for; those before are served all the same.
            val result = runCatching { tryLease(request) }
            val lease = result.getOrNull()
            if (lease == null && result.isSuccess) continue
            waiters.remove()
            served.add { result.onFailure(waiter::fail).onSuccess { if (it != null) waiter.give(it) } }
        }
        return served
    }
}

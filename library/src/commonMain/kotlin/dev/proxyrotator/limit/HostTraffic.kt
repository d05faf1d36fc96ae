package dev.proxyrotator.limit

import kotlinx.coroutines.channels.Channel

/** Who is under way to one host, and who waits. Guarded by the limiter's lock. */
internal class HostTraffic(
    val name: String,
    val bucket: TokenBucket?,
) {
    /** Places taken, those of waiters that were called included. */
    var inUse = 0

    /** Waiters that were called and have not taken their tokens yet. */
    var called = 0

    /** Whether the first waiter lacks nothing but a token of the client. */
    var isInLine = false

    /** The waiter that knows it must look after the next token. */
    var timekeeper: HostWaiter? = null
    val queue = HostQueue()

    val isBusy: Boolean get() = inUse > 0 || called > 0 || queue.first != null
}

/** One request that waits for its turn. */
internal class HostWaiter(
    val host: HostTraffic,
) {
    /** Has its place, and tokens are kept for it. Guarded by the limiter's lock. */
    var isCalled = false
    var previous: HostWaiter? = null
    var next: HostWaiter? = null

    /** Only a hint to look again; what holds is kept under the lock. */
    val signal = Channel<Unit>(Channel.CONFLATED)
}

/** Waiters in their order; each can leave from anywhere in it at once. */
internal class HostQueue {
    var first: HostWaiter? = null
        private set
    private var last: HostWaiter? = null
    var size = 0
        private set

    fun add(waiter: HostWaiter) {
        waiter.previous = last
        last?.next = waiter
        last = waiter
        if (first == null) first = waiter
        size++
    }

    fun remove(waiter: HostWaiter) {
        val previous = waiter.previous
        val next = waiter.next
        if (previous == null) first = next else previous.next = next
        if (next == null) last = previous else next.previous = previous
        waiter.previous = null
        waiter.next = null
        size--
    }
}

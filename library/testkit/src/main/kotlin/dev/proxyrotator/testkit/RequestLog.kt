package dev.proxyrotator.testkit

import kotlin.time.Duration

/**
 * Every request of one server in the order in which their last byte was read: a list that grows while requests come in.
 * An iteration is over a copy.
 */
public class RequestLog internal constructor() : AbstractList<ReceivedRequest>() {
    private val observed = Observed()
    private val requests = ArrayList<ReceivedRequest>()

    override val size: Int get() = observed.read { requests.size }

    override fun get(index: Int): ReceivedRequest = observed.read { requests[index] }

    override fun iterator(): Iterator<ReceivedRequest> = observed.read { requests.toList() }.iterator()

    /** Blocks until at least [count] requests were received, for ten seconds at most; an [AssertionError] after that. */
    public fun await(count: Int): Unit = await(count, GENEROUS)

    /** Blocks until at least [count] requests were received, at most as long as [within]. */
    public fun await(
        count: Int,
        within: Duration,
    ): Unit = observed.await(within, { "$count requests expected, received were $requests" }) { requests.size >= count }

    internal fun add(request: ReceivedRequest) {
        observed.change { requests.add(request) }
    }
}

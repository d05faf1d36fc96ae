package dev.proxyrotator.testkit

import kotlin.time.Duration

/** Every request in the order in which their last byte was read. */
class RequestLog internal constructor() : AbstractList<ReceivedRequest>() {
    private val observed = Observed()
    private val requests = ArrayList<ReceivedRequest>()

    override val size: Int get() = observed.read { requests.size }

    override fun get(index: Int): ReceivedRequest = observed.read { requests[index] }

    /** A copy: an iterator would meet later requests. */
    override fun iterator(): Iterator<ReceivedRequest> = observed.read { requests.toList() }.iterator()

    /** Blocks until at least [count] requests were received. */
    fun await(
        count: Int,
        within: Duration = GENEROUS,
    ) = observed.await(within, { "$count requests expected, received were $requests" }) { requests.size >= count }

    internal fun add(request: ReceivedRequest) {
        observed.change { requests.add(request) }
    }
}

package dev.proxyrotator.testkit

import kotlin.time.Duration

/** What a [LoadServer] has seen. */
class LoadCounts internal constructor() {
    private val observed = Observed()
    private var acceptedSoFar = 0
    private var openNow = 0
    private var requestsSoFar = 0

    /** Connections that were ever accepted. */
    val accepted: Int get() = observed.read { acceptedSoFar }

    /** Connections that neither side has closed, as far as the server has noticed. */
    val open: Int get() = observed.read { openNow }

    /** Requests that were read to their end; CONNECT is none. */
    val requests: Int get() = observed.read { requestsSoFar }

    /** Blocks until exactly [count] connections are open. */
    fun awaitOpen(
        count: Int,
        within: Duration = GENEROUS,
    ) = observed.await(within, { "$count open connections expected, $openNow are" }) { openNow == count }

    /** Blocks until at least [count] requests were read. */
    fun awaitRequests(
        count: Int,
        within: Duration = GENEROUS,
    ) = observed.await(within, { "$count requests expected, there were $requestsSoFar" }) { requestsSoFar >= count }

    internal fun opened() =
        observed.change {
            acceptedSoFar++
            openNow++
        }

    internal fun closed() = observed.change { openNow-- }

    internal fun requested() = observed.change { requestsSoFar++ }
}

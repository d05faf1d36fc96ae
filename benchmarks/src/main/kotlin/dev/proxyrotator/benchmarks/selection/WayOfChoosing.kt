package dev.proxyrotator.benchmarks.selection

import dev.proxyrotator.pool.LeaseRequest
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.selection.EveryRequests
import dev.proxyrotator.selection.Filtered
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.RoundRobin
import dev.proxyrotator.selection.Tier
import dev.proxyrotator.selection.Tiered

private const val HOST = "target.example"

/** A strategy, and what requests ask of it. */
internal class WayOfChoosing(
    val strategy: RotationStrategy,
    /** The requests, made in turn, given the exits of some sessions. */
    val requests: (List<ProxyId>) -> List<LeaseRequest> = { listOf(LeaseRequest(host = HOST)) },
) {
    companion object {
        fun named(name: String): WayOfChoosing =
            when (name) {
                "every-requests" -> WayOfChoosing(EveryRequests(requests = 10))

                "tiered" -> WayOfChoosing(Tiered(listOf(Tier(tenth()))))

                "filtered" -> WayOfChoosing(Filtered(tenth()))

                // Equal filters, but not the same object, as when each request brings its own.
                "request-filter" ->
                    WayOfChoosing(RoundRobin()) { List(2) { LeaseRequest(host = HOST, filter = tenth()) } }

                "session" ->
                    WayOfChoosing(RoundRobin()) { exits -> exits.map { LeaseRequest(host = HOST, exit = it) } }

                // Without key and host it takes a new key by chance for each request.
                "sticky" -> WayOfChoosing(RotationStrategy.named(name)) { listOf(LeaseRequest()) }

                else -> WayOfChoosing(RotationStrategy.named(name))
            }

        private fun tenth() = ProxyFilter.tags(TENTH)
    }
}

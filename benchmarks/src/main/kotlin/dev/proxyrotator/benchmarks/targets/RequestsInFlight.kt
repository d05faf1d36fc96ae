package dev.proxyrotator.benchmarks.targets

import dev.proxyrotator.benchmarks.load.LoadResult
import dev.proxyrotator.benchmarks.peers.ClientUnderLoad
import dev.proxyrotator.benchmarks.peers.LoopbackServer
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

private const val PROXIES = 10
private const val WARM_UP_REQUESTS = 64
private const val ALLOWED_BYTES = 10_240.0
private val WARM_UP = 2.seconds
private val PATIENCE = 60.seconds
private const val POLL_MILLISECONDS = 50L

/** What does a client keep for each of many [requests] that the origin lets wait? Their connections are counted in. */
internal class RequestsInFlight(
    private val client: String,
    private val requests: Int,
) {
    fun measure(): List<Target> {
        System.err.println("${format(requests.toDouble(), 0)} requests in flight")
        LoopbackServer(PROXIES).use { server ->
            server.newClient(client, requests).use { process ->
                val warmUp = process.load(WARM_UP, WARM_UP_REQUESTS)
                val before = process.memory()
                server.hold()
                process.startWave(requests)
                val waiting = awaitRequests(server)
                val during = process.memory()
                server.release()
                return targets(before, during, waiting, warmUp, process.finishWave())
            }
        }
    }

    private fun awaitRequests(server: LoopbackServer): Long {
        val start = TimeSource.Monotonic.markNow()
        while (true) {
            val waiting = server.counts().waiting
            if (waiting >= requests || start.elapsedNow() > PATIENCE) return waiting
            Thread.sleep(POLL_MILLISECONDS)
        }
    }

    private fun targets(
        before: ClientUnderLoad.Memory,
        during: ClientUnderLoad.Memory,
        waiting: Long,
        warmUp: LoadResult,
        wave: LoadResult,
    ): List<Target> {
        val heap = (during.heap - before.heap).toDouble() / requests
        val direct = (during.direct - before.direct).toDouble() / requests
        println("direct buffers of the JDK, for each request in flight: ${format(direct, 0)} B")
        return listOf(
            Target.atLeast("requests in flight at once", requests.toDouble(), waiting.toDouble(), ""),
            Target.atMost("heap for each of them", ALLOWED_BYTES, heap, " B"),
            Target.atMost(
                "threads, against those of $WARM_UP_REQUESTS in flight",
                warmUp.peakThreads.toDouble(),
                wave.peakThreads.toDouble(),
                "",
            ),
            Target.atLeast("requests answered in the end", requests.toDouble(), wave.requests.toDouble(), ""),
        )
    }
}

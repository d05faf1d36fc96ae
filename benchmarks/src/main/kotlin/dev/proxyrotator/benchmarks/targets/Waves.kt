package dev.proxyrotator.benchmarks.targets

import dev.proxyrotator.benchmarks.load.LoadResult
import dev.proxyrotator.benchmarks.peers.LoopbackServer

private const val ORIGIN_MILLISECONDS = 200
private const val PROXIES = 10
private const val NANOSECONDS_PER_MILLISECOND = 1e6

/** How long until so many requests, all sent at once, are answered by an origin that thinks about each for 200 ms? */
internal class Waves(
    private val client: String,
    private val requests: Int,
    /** Times the origin's own time. */
    private val allowed: Double,
) {
    fun measure(warmUps: Int, waves: Int): List<Target> {
        System.err.println("${format(requests.toDouble(), 0)} requests at once")
        LoopbackServer(PROXIES, delayMilliseconds = ORIGIN_MILLISECONDS).use { server ->
            server.newClient(client, requests).use { process ->
                fun wave(): LoadResult {
                    process.startWave(requests)
                    return process.finishWave()
                }
                return targets(List(warmUps) { wave() }, List(waves) { wave() })
            }
        }
    }

    private fun targets(
        warmUps: List<LoadResult>,
        waves: List<LoadResult>,
    ): List<Target> {
        val name = "${format(requests.toDouble(), 0)} at once"
        val answered = (warmUps + waves).minOf { it.requests }
        val milliseconds = median(waves.map { it.nanoseconds / NANOSECONDS_PER_MILLISECOND })
        val threads = waves.maxOf { it.peakThreads }
        return listOf(
            Target.atLeast("$name: answered, in the worst wave", requests.toDouble(), answered.toDouble(), ""),
            Target.atMost("$name: time until all are", allowed * ORIGIN_MILLISECONDS, milliseconds, " ms"),
            Target.atMost(
                "$name: threads, against those of the warm-up",
                warmUps.maxOf { it.peakThreads }.toDouble(),
                threads.toDouble(),
                "",
            ),
        )
    }
}

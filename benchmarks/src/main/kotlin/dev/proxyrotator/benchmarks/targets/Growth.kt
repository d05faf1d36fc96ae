package dev.proxyrotator.benchmarks.targets

import dev.proxyrotator.benchmarks.peers.LoopbackServer
import kotlin.time.Duration

private const val ALLOWED_GROWTH = 1.3
private const val LEAST_REUSE = 95.0
private const val PER_CENT = 100.0

/** Does a request cost more with many proxies and many requests at once than with few, and does it connect anew? */
internal class Growth(
    private val client: String,
    private val warmUp: Duration,
    private val window: Duration,
) {
    fun measure(rounds: Int): List<Target> {
        val pairs = List(rounds) { run(FEW) to run(MANY) }
        val few = median(pairs.map { it.first.cpuMicroseconds })
        val many = median(pairs.map { it.second.cpuMicroseconds })
        println("CPU of a request: $FEW ${format(few, 1)} µs, $MANY ${format(many, 1)} µs")
        val reuse = median(pairs.map { it.first.reuse })
        return listOf(
            Target.atMost("CPU of a request, $MANY against $FEW", ALLOWED_GROWTH, many / few, "", decimals = 2),
            Target.atLeast("requests on a connection that was already open", LEAST_REUSE, reuse, " %", decimals = 1),
        )
    }

    private fun run(size: Size): Run {
        System.err.println(size)
        LoopbackServer(size.proxies).use { server ->
            server.newClient(client, size.concurrency).use { process ->
                process.load(warmUp, size.concurrency)
                val cpu = process.load(window, size.concurrency).cpuMicrosecondsPerRequest
                val counts = server.counts()
                return Run(cpu, PER_CENT - PER_CENT * counts.connections / counts.requests)
            }
        }
    }

    private class Size(
        val proxies: Int,
        val concurrency: Int,
    ) {
        override fun toString() = "$proxies proxies x $concurrency"
    }

    private class Run(
        val cpuMicroseconds: Double,
        /** In per cent of the requests. */
        val reuse: Double,
    )

    private companion object {
        val FEW = Size(10, 64)
        val MANY = Size(200, 512)
    }
}

package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.targets.format
import dev.proxyrotator.benchmarks.targets.median

/** The table of a comparison, and what it comes to. */
internal class PeersReport(
    private val options: PeersOptions,
    private val rounds: Map<String, List<PeerRound>>,
) {
    fun print() {
        println()
        printRow("${options.scheme}, ${options.proxies} x ${options.concurrency}", COLUMNS.map { it.title })
        options.clients.forEach { client -> printRow(client, cells(rounds.getValue(client))) }
        println()
        println("Medians of ${options.rounds} round(s); errors: all. connections: warm-up included.")
        println("server: CPU the proxies' process took for the client's requests; not part of the client's.")
        rounds.forEach { (client, ofClient) ->
            ofClient.find { it.errors > 0 }?.let { println("$client, first error: ${it.firstError}") }
        }
        if (ENGINE in options.clients) println(ratioLine("engine ratio", ENGINE))
        println(ratioLine("ratio", FACADE))
    }

    private fun cells(ofClient: List<PeerRound>): List<String> =
        COLUMNS.map { column ->
            val values = ofClient.mapNotNull { column.value(it) }
            if (values.isEmpty()) "-" else format(column.summary(values), column.decimals)
        }

    private fun ratioLine(
        title: String,
        own: String,
    ): String {
        val ownCpu = cpu(own)
        val peers = options.clients.filter { it != FACADE && it != ENGINE }
        val best = peers.mapNotNull { name -> cpu(name)?.let { name to it } }.minByOrNull { it.second }
        if (ownCpu == null || best == null) return "$title=? (needs $own and another client that answers)"
        val (name, peerCpu) = best
        return "$title=${format(ownCpu / peerCpu, 2)} " +
            "($own ${format(ownCpu, 1)} µs / best peer $name ${format(peerCpu, 1)} µs)"
    }

    private fun cpu(client: String): Double? =
        rounds[client]
            ?.mapNotNull { it.figures?.cpuMicroseconds }
            ?.takeIf { it.isNotEmpty() }
            ?.let(::median)

    private fun printRow(
        title: String,
        cells: List<String>,
    ) = println(title.padEnd(22) + cells.zip(COLUMNS) { cell, column -> cell.padStart(column.width) }.joinToString(""))

    private class Column(
        val title: String,
        val decimals: Int,
        val summary: (List<Double>) -> Double = ::median,
        val value: (PeerRound) -> Double?,
    ) {
        val width = maxOf(title.length + 2, 9)
    }

    private companion object {
        val COLUMNS =
            listOf(
                Column("CPU µs", 1) { it.figures?.cpuMicroseconds },
                Column("req/s", 0) { it.figures?.requestsPerSecond },
                Column("p50 ms", 2) { it.figures?.medianMilliseconds },
                Column("p99 ms", 2) { it.figures?.tailMilliseconds },
                Column("connections", 0) { it.figures?.connections },
                Column("threads", 0) { it.figures?.threads },
                Column("errors", 0, summary = { it.sum() }) { it.errors.toDouble() },
                Column("server µs", 1) { it.figures?.serverMicroseconds },
            )
    }
}

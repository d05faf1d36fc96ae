package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.process.ChildFailedException
import dev.proxyrotator.benchmarks.server.BenchmarkCertificate

/** Runs the clients in turns, so that what else the machine does meets all of them alike. */
internal class PeersBenchmark(
    private val options: PeersOptions,
) {
    fun run() {
        val certificate = if (options.scheme == "https") BenchmarkCertificate() else null
        val rounds =
            certificate.use {
                LoopbackServer(options.proxies, options.bodyLength, certificate = certificate).use(::runRounds)
            }
        PeersReport(options, rounds.groupBy { it.client }).print()
    }

    private fun runRounds(server: LoopbackServer): List<PeerRound> =
        (1..options.rounds).flatMap { number ->
            options.clients.map { client ->
                System.err.println("round $number of ${options.rounds}: $client")
                runRound(server, client)
            }
        }

    private fun runRound(
        server: LoopbackServer,
        name: String,
    ): PeerRound =
        try {
            val atStart = server.counts()
            server.newClient(name, options.concurrency).use { client ->
                if (options.warmUp.isPositive()) client.load(options.warmUp, options.concurrency)
                val warm = server.counts()
                val result = client.load(options.window, options.concurrency)
                PeerRound(name, result, atStart, warm, server.counts())
            }
        } catch (error: ChildFailedException) {
            PeerRound(name, error.message.orEmpty())
        }
}

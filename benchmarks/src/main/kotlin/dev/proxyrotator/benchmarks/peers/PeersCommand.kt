package dev.proxyrotator.benchmarks.peers

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.parameters.options.check
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.options.split
import com.github.ajalt.clikt.parameters.types.choice
import dev.proxyrotator.benchmarks.process.runAndExit
import kotlin.time.Duration.Companion.seconds

/** `benchmarks/run peers`. */
fun main(arguments: Array<String>) {
    PeersCommand().runAndExit(arguments)
}

private class PeersCommand : CliktCommand(name = "benchmarks/run peers") {
    private val scheme by option(metavar = "NAME")
        .choice("http", "https")
        .default("http")
        .help("The scheme of the target: http, or https through CONNECT. Default http.")

    private val clients by option(metavar = "NAMES")
        .split(",")
        .help("Which to compare, separated by commas. Default all: ${PeerCatalog.names.joinToString()}.")
        .check(lazyMessage = { "unknown; known are ${PeerCatalog.names.joinToString()}" }) { names ->
            names.all { it in PeerCatalog.names }
        }

    private val proxies by option(
        metavar = "N",
    ).number(default = 10, range = 1..1000, "Proxies to spread the requests over.")
    private val concurrency by option(
        metavar = "N",
    ).number(default = 64, range = 1..8000, "Requests in flight at once.")
    private val body by option(
        metavar = "N",
    ).number(LoopbackServer.DEFAULT_BODY_LENGTH, 0..10_000_000, "Bytes in a response's body.")
    private val rounds by option(
        metavar = "N",
    ).number(default = 3, range = 1..100, "Rounds; each runs every client once, afresh.")
    private val seconds by option(
        metavar = "N",
    ).number(default = 4, range = 1..3600, "Seconds that are measured in a round.")
    private val warmUp by option(metavar = "N").number(default = 8, range = 0..3600, "Seconds of load before that.")

    override fun help(context: Context) =
        "Compares the CPU time that HTTP clients take for a request through one of several proxies, all on loopback. " +
            "Every client runs in a process of its own. The last line: proxy-rotator against the best of the others."

    override fun run() {
        val names = clients?.distinct() ?: PeerCatalog.names.toList()
        PeersBenchmark(
            PeersOptions(scheme, names, proxies, concurrency, body, rounds, warmUp.seconds, seconds.seconds),
        ).run()
    }
}

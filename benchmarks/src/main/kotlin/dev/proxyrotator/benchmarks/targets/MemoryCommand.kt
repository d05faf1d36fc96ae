package dev.proxyrotator.benchmarks.targets

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.ProgramResult
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.multiple
import com.github.ajalt.clikt.parameters.options.option
import com.github.ajalt.clikt.parameters.types.int
import com.github.ajalt.clikt.parameters.types.restrictTo
import dev.proxyrotator.benchmarks.peers.client
import dev.proxyrotator.benchmarks.peers.number
import dev.proxyrotator.benchmarks.process.runAndExit

/** `benchmarks/run memory`. */
fun main(arguments: Array<String>) {
    MemoryCommand().runAndExit(arguments)
}

private class MemoryCommand : CliktCommand(name = "benchmarks/run memory") {
    private val client by option(metavar = "NAME").client()
    private val requests by option(metavar = "N").number(default = 10_000, range = 1..15_000, "Requests in flight.")
    private val proxies by option(metavar = "N")
        .int()
        .restrictTo(1..1_000_000)
        .multiple(default = listOf(100_000, 1_000_000))
        .help("Idle proxies, 1 to 1000000; may be given several times. Default 100000 and 1000000.")

    override fun help(context: Context) =
        "Compares with its targets what the engine keeps in memory for a request in flight and for a proxy that " +
            "nobody uses. Exit status 1 when a target is missed."

    override fun run() {
        val targets = RequestsInFlight(client, requests).measure() + proxies.map(::idleProxies)
        if (!printTargets(targets)) throw ProgramResult(1)
    }
}

package dev.proxyrotator.benchmarks.targets

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.ProgramResult
import com.github.ajalt.clikt.parameters.options.option
import dev.proxyrotator.benchmarks.peers.number
import dev.proxyrotator.benchmarks.process.runAndExit

/** `benchmarks/run speedup`. */
fun main(arguments: Array<String>) {
    SpeedupCommand().runAndExit(arguments)
}

private class SpeedupCommand : CliktCommand(name = "benchmarks/run speedup") {
    private val maxConcurrent by option(metavar = "N")
        .number(default = 250, range = 1..10_000, "How many of the URLs are fetched at once.")
    private val rounds by option(metavar = "N")
        .number(default = 3, range = 1..100, "How often all are fetched at once; the median counts.")

    override fun help(context: Context) =
        "Fetches 10, 50, 100 and 500 URLs one after the other and then at once, from an origin that thinks about " +
            "each for 100 ms. Exit status 1 when a speed-up is missed."

    override fun run() {
        if (!printSpeedups(Speedups(maxConcurrent, rounds).measure())) throw ProgramResult(1)
    }
}

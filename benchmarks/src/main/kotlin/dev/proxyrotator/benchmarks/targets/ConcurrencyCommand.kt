package dev.proxyrotator.benchmarks.targets

import com.github.ajalt.clikt.core.CliktCommand
import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.core.ProgramResult
import com.github.ajalt.clikt.parameters.options.option
import dev.proxyrotator.benchmarks.peers.client
import dev.proxyrotator.benchmarks.peers.number
import dev.proxyrotator.benchmarks.process.runAndExit
import kotlin.time.Duration.Companion.seconds

private const val THOUSAND = 1_000
private const val TEN_THOUSAND = 10_000
private const val ALLOWED_AT_THOUSAND = 1.2
private const val ALLOWED_AT_TEN_THOUSAND = 1.5

/** `benchmarks/run concurrency`. */
fun main(arguments: Array<String>) {
    ConcurrencyCommand().runAndExit(arguments)
}

private class ConcurrencyCommand : CliktCommand(name = "benchmarks/run concurrency") {
    private val client by option(metavar = "NAME").client()
    private val warmUps by option(
        metavar = "N",
    ).number(default = 20, range = 1..100, "Waves before those that are measured.")
    private val waves by option(metavar = "N").number(default = 5, range = 1..100, "Waves whose median counts.")
    private val rounds by option(
        metavar = "N",
    ).number(default = 3, range = 1..100, "Pairs of runs at 10 x 64 and 200 x 512.")
    private val seconds by option(
        metavar = "N",
    ).number(default = 4, range = 1..3600, "Seconds that are measured in such a run.")
    private val warmUp by option(metavar = "N").number(default = 2, range = 1..3600, "Seconds of load before that.")

    override fun help(context: Context) =
        "Compares with its targets what the engine does with many requests at once: the time of a wave of 1,000 and " +
            "of 10,000, its threads, the CPU of a request through many proxies, how often it connects. Exit status 1 " +
            "when a target is missed."

    override fun run() {
        val targets =
            Waves(client, THOUSAND, ALLOWED_AT_THOUSAND).measure(warmUps, waves) +
                Waves(client, TEN_THOUSAND, ALLOWED_AT_TEN_THOUSAND).measure(warmUps, waves) +
                Growth(client, warmUp.seconds, seconds.seconds).measure(rounds)
        if (!printTargets(targets)) throw ProgramResult(1)
    }
}

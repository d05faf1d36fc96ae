package dev.proxyrotator.benchmarks.selection

import org.openjdk.jmh.runner.Runner
import org.openjdk.jmh.runner.RunnerException
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder
import org.openjdk.jmh.runner.options.CommandLineOptionException
import org.openjdk.jmh.runner.options.CommandLineOptions
import org.openjdk.jmh.runner.options.OptionsBuilder
import kotlin.system.exitProcess

private const val WRONG_USAGE = 2
private const val THREADS = 8

/** `benchmarks/run selection`: what is not asked for by an option of JMH runs as it is made to. */
fun main(arguments: Array<String>) {
    try {
        val options = CommandLineOptions(*arguments.filter { it != "bare" }.toTypedArray())
        if (options.shouldHelp()) return options.showHelp()
        if ("bare" in arguments) runBare(options) else runPool(options)
    } catch (error: CommandLineOptionException) {
        System.err.println(error.message)
        exitProcess(WRONG_USAGE)
    } catch (error: RunnerException) {
        System.err.println(error.message)
        exitProcess(1)
    }
}

private fun runBare(options: CommandLineOptions) {
    val figures = measure(options, "BareSelectionBenchmark") {}
    printFigures(figures.groupBy { "${it.benchmark} ${it.strategy} ${it.order}" })
}

private fun runPool(options: CommandLineOptions) {
    val plain =
        measure(options, "BareSelectionBenchmark.select$") {
            param("strategy", PLAIN_ARRAY)
        }
    val alone = measure(options, "PoolBenchmark") {}
    val together =
        measure(options, "PoolBenchmark") {
            threads(THREADS)
            if (!options.getParameter("size").hasValue()) param("size", "$SMALL", "$LARGE")
        }
    printFigures(plain.groupBy { it.strategy })
    println("\none thread")
    printFigures(alone.groupBy { it.strategy })
    println("\n$THREADS threads")
    printFigures(together.groupBy { it.strategy })
    printPercentiles(alone)
    printGrowth(alone)
}

private fun measure(
    options: CommandLineOptions,
    benchmark: String,
    also: ChainedOptionsBuilder.() -> Unit,
): List<Figure> {
    val builder = OptionsBuilder().parent(options).include("\\.$benchmark").apply(also)
    return Runner(builder.build()).run().map(::Figure)
}

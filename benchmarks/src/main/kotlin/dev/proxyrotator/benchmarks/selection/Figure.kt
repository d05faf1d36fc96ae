package dev.proxyrotator.benchmarks.selection

import dev.proxyrotator.benchmarks.targets.format
import org.openjdk.jmh.results.IterationResult
import org.openjdk.jmh.results.Result
import org.openjdk.jmh.results.RunResult

internal const val SMALL = 1_000
internal const val LARGE = 1_000_000
private const val MAX_GROWTH = 2.0
private const val MAX_P99 = 5_000.0

/** What JMH measured of one strategy at one size. */
internal class Figure(
    private val result: RunResult,
) {
    val benchmark: String = result.params.benchmark.substringAfterLast('.')
    val strategy: String = result.params.getParam("strategy")
    val size: Int = result.params.getParam("size").toInt()
    val order: String? = result.params.getParam("order")

    /** Of one operation, all threads together, in the best iteration: what else runs on the machine can only add to it. */
    val nanoseconds: Double
        get() = best { it.primaryResult } / result.params.threads

    /** What 99 of 100 operations took at most, in the best iteration; null when that was not measured. */
    val p99: Double?
        get() = if ("p99" in result.secondaryResults) best { it.secondaryResults.getValue("p99") } else null

    private fun best(ofIteration: (IterationResult) -> Result<*>): Double =
        result.benchmarkResults.flatMap { it.iterationResults }.minOf { ofIteration(it).score }
}

/** Prints a line for each group, with a column for each size and one for the growth from [SMALL] to [LARGE]. */
internal fun printFigures(rows: Map<String, List<Figure>>) {
    val sizes =
        rows.values
            .flatten()
            .map { it.size }
            .distinct()
            .sorted()
    printRow("ns", sizes.map { format(it.toDouble(), 0) } + "growth")
    rows.forEach { (title, figures) ->
        val cells = sizes.map { size -> figures.find { it.size == size }?.nanoseconds?.let(::short) ?: "-" }
        printRow(title, cells + (growth(figures)?.let(::short) ?: "-"))
    }
}

/** Prints the 99th percentile of each strategy among [LARGE] proxies, and whether all are as quick as they should be. */
internal fun printPercentiles(figures: List<Figure>) {
    val ofLarge = figures.filter { it.size == LARGE }.mapNotNull { figure -> figure.p99?.let { figure.strategy to it } }
    val (slowest, worst) = ofLarge.maxByOrNull { it.second } ?: return
    println()
    printRow("ns, 99th percentile", listOf(format(LARGE.toDouble(), 0)))
    ofLarge.forEach { (strategy, p99) -> printRow(strategy, listOf(short(p99))) }
    println()
    if (worst > MAX_P99) println("missed: a 99th percentile of at most ${short(MAX_P99)} ns")
    println("p99=${short(worst)} ($slowest)")
}

/** Prints which strategy grows most from a thousand proxies to a million, and whether that is little enough. */
internal fun printGrowth(figures: List<Figure>) {
    val growths = figures.groupBy { it.strategy }.mapNotNull { (strategy, of) -> growth(of)?.let { strategy to it } }
    val worst = growths.maxByOrNull { it.second }
    if (worst == null) return println("flat=? (needs sizes $SMALL and $LARGE)")
    val (strategy, growth) = worst
    if (growth > MAX_GROWTH) println("missed: a growth of at most ${short(MAX_GROWTH)}")
    println("flat=${short(growth)} ($strategy)")
}

private fun growth(figures: List<Figure>): Double? {
    val small = figures.find { it.size == SMALL } ?: return null
    val large = figures.find { it.size == LARGE } ?: return null
    return large.nanoseconds / small.nanoseconds
}

private fun printRow(
    title: String,
    cells: List<String>,
) = println(title.padEnd(40) + cells.joinToString("") { it.padStart(12) })

private fun short(value: Double): String = format(value, 1)

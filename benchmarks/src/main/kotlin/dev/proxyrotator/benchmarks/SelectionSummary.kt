package dev.proxyrotator.benchmarks

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.double
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.File
import java.util.Locale

private const val SMALL = 1_000
private const val LARGE = 1_000_000

/** Prints JMH's results of [SelectionBenchmark] as a table, then how one choice grows from a thousand to a million. */
fun main(arguments: Array<String>) {
    val results = Json.parseToJsonElement(File(arguments.single()).readText()).jsonArray.map(::SelectionResult)
    val sizes = results.map { it.size }.distinct().sorted()
    println()
    printRow("ns", sizes.map(Int::toString))
    results.groupBy { it.row }.forEach { (row, ofRow) ->
        printRow(row, sizes.map { size -> ofRow.find { it.size == size }?.nanoseconds?.let(::short) ?: "-" })
    }
    val growths = growths(results)
    growths[PLAIN_ARRAY]?.let { println("$PLAIN_ARRAY=${short(it)} (what the caches of this machine cost)") }
    val worst = (growths - PLAIN_ARRAY).maxByOrNull { it.value }
    println(worst?.let { "flat=${short(it.value)} (${it.key})" } ?: "flat=? (needs sizes $SMALL and $LARGE)")
}

private fun printRow(
    title: String,
    cells: List<String>,
) = println(title.padEnd(40) + cells.joinToString("") { it.padStart(10) })

private fun growths(results: List<SelectionResult>): Map<String, Double> {
    val choices = results.filter { it.benchmark == "select" }.groupBy { it.row }.values
    return choices
        .mapNotNull { ofRow ->
            val small = ofRow.find { it.size == SMALL } ?: return@mapNotNull null
            val large = ofRow.find { it.size == LARGE } ?: return@mapNotNull null
            small.strategy to large.nanoseconds / small.nanoseconds
        }.groupBy({ it.first }, { it.second })
        .mapValues { it.value.max() }
}

private fun short(value: Double): String = "%.1f".format(Locale.ROOT, value)

private class SelectionResult(
    json: JsonElement,
) {
    private val parameters =
        json.jsonObject
            .getValue("params")
            .jsonObject
            .mapValues { it.value.jsonPrimitive.content }

    val benchmark =
        json.jsonObject
            .getValue("benchmark")
            .jsonPrimitive.content
            .substringAfterLast('.')
    val strategy = parameters.getValue("strategy")
    val size = parameters.getValue("size").toInt()
    val row = "$benchmark $strategy ${parameters["order"]}"

    // The best iteration: whatever else runs on the machine can only add to it.
    val nanoseconds =
        json.jsonObject
            .getValue("primaryMetric")
            .jsonObject
            .getValue("rawData")
            .jsonArray
            .flatMap { it.jsonArray }
            .minOf { it.jsonPrimitive.double }
}

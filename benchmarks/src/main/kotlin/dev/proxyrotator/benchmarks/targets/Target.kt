package dev.proxyrotator.benchmarks.targets

/** A figure this project wants to hold, and what it is now. */
internal class Target(
    val name: String,
    val measured: String,
    /** With its comparison: `at most 1.30`. */
    val bound: String,
    val isMet: Boolean,
) {
    companion object {
        fun atMost(
            name: String,
            bound: Double,
            measured: Double,
            unit: String,
            decimals: Int = 0,
        ) = Target(name, "${format(measured, decimals)}$unit", "<= ${format(bound, decimals)}$unit", measured <= bound)

        fun atLeast(
            name: String,
            bound: Double,
            measured: Double,
            unit: String,
            decimals: Int = 0,
        ) = Target(name, "${format(measured, decimals)}$unit", ">= ${format(bound, decimals)}$unit", measured >= bound)
    }
}

/** Prints the targets as a table and then whether all are met; returns that. */
internal fun printTargets(targets: List<Target>): Boolean {
    println()
    printLine("", "measured", "target")
    targets.forEach { printLine(it.name, it.measured, it.bound) }
    println()
    val missed = targets.filterNot { it.isMet }
    println(if (missed.isEmpty()) "all targets met" else "missed: ${missed.joinToString("; ") { it.name }}")
    return missed.isEmpty()
}

private fun printLine(
    name: String,
    measured: String,
    bound: String,
) = println(name.padEnd(60) + measured.padStart(16) + bound.padStart(20))

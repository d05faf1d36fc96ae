package dev.proxyrotator.benchmarks.targets

import java.util.Locale

/** [value] with so many [decimals]: `12,345.6`. */
internal fun format(
    value: Double,
    decimals: Int,
): String = "%,.${decimals}f".format(Locale.ROOT, value)

/** The one in the middle; of an even number the mean of the two there. */
internal fun median(values: List<Double>): Double {
    val sorted = values.sorted()
    return (sorted[(sorted.size - 1) / 2] + sorted[sorted.size / 2]) / 2
}

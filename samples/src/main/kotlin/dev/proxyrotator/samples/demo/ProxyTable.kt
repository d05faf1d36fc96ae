package dev.proxyrotator.samples.demo

import com.github.ajalt.mordant.rendering.BorderType
import com.github.ajalt.mordant.rendering.TextAlign
import com.github.ajalt.mordant.rendering.TextColors
import com.github.ajalt.mordant.rendering.Widget
import com.github.ajalt.mordant.table.table
import dev.proxyrotator.health.ProxyHealth
import kotlin.time.Duration

/** The report as a table. Elsewhere than on a terminal that draws Unicode, [plain] keeps it to ASCII. */
internal fun proxyTable(
    lines: List<ProxyLine>,
    plain: Boolean,
): Widget {
    val labelled = lines.any { it.label != null }
    return table {
        borderType = if (plain) BorderType.ASCII else BorderType.ROUNDED
        val numbers = if (labelled) 2..3 else 1..2
        numbers.forEach { column(it) { align = TextAlign.RIGHT } }
        column(numbers.last + 2) { align = TextAlign.RIGHT }
        header { row { cellsFrom(titles(labelled)) } }
        body {
            lines.forEach { line ->
                row {
                    cell(line.proxy.redactedUrl)
                    if (labelled) cell(line.label.orEmpty())
                    cell(line.requests)
                    cell(line.successes)
                    cell(line.failureText())
                    cell(line.medianLatency.text())
                    cell(line.health.text()) { if (line.health != ProxyHealth.HEALTHY) style = TextColors.yellow }
                }
            }
        }
    }
}

private fun titles(labelled: Boolean) =
    listOfNotNull("proxy", "what it does".takeIf { labelled }, "requests", "successes", "failures", "median", "state")

private fun ProxyLine.failureText() = failures.entries.joinToString { (kind, count) -> "$count ${kind.text()}" }

private fun Duration?.text() = this?.let { "${it.inWholeMilliseconds} ms" } ?: "-"

/** `AUTHENTICATION_REJECTED` reads `authentication rejected`. */
private fun Enum<*>.text() = name.lowercase().replace('_', ' ')

package dev.proxyrotator.samples.demo

import com.github.ajalt.mordant.rendering.OverflowWrap
import com.github.ajalt.mordant.rendering.TextAlign
import com.github.ajalt.mordant.rendering.TextColors
import com.github.ajalt.mordant.rendering.Whitespace
import com.github.ajalt.mordant.rendering.Widget
import com.github.ajalt.mordant.table.Borders
import com.github.ajalt.mordant.table.table
import dev.proxyrotator.health.ProxyHealth
import kotlin.time.Duration

/** The report as a table without lines, which fits 80 columns: words wrap rather than be cut off. */
internal fun proxyTable(lines: List<ProxyLine>): Widget {
    val labelled = lines.any { it.label != null }
    return table {
        tableBorders = Borders.NONE
        cellBorders = Borders.NONE
        whitespace = Whitespace.NORMAL
        overflowWrap = OverflowWrap.NORMAL
        padding { right = 1 }
        header { row { cellsFrom(titles(labelled)) } }
        body {
            lines.forEach { line ->
                row {
                    cell(line.proxy.redactedUrl)
                    if (labelled) cell(line.label.orEmpty())
                    cell(line.requests) { align = TextAlign.RIGHT }
                    cell(line.successes) { align = TextAlign.RIGHT }
                    cell(line.failureText())
                    cell(line.medianLatency.text()) { align = TextAlign.RIGHT }
                    cell(line.health.text()) { if (line.health != ProxyHealth.HEALTHY) style = TextColors.yellow }
                }
            }
        }
    }
}

private fun titles(labelled: Boolean) =
    listOfNotNull("proxy", "what it does".takeIf { labelled }, "requests", "ok", "failures", "median", "state")

private fun ProxyLine.failureText() = failures.entries.joinToString { (kind, count) -> "$count ${kind.text()}" }

private fun Duration?.text() = this?.let { "${it.inWholeMilliseconds} ms" } ?: "-"

/** `CONNECTION_LOST` reads `connection lost`. */
private fun Enum<*>.text() = name.lowercase().replace('_', ' ')

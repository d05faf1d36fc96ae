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

/** The report as a table without lines, narrow enough for 80 columns. */
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
                    cell(line.health.word()) { if (line.health != ProxyHealth.HEALTHY) style = TextColors.yellow }
                }
            }
        }
    }
}

private fun titles(labelled: Boolean) =
    listOfNotNull("proxy", "kind".takeIf { labelled }, "requests", "ok", "failures", "median", "state")

private fun ProxyLine.failureText() =
    failures.entries.joinToString { (kind, count) ->
        "$count ${kind.name.lowercase().replace(
            '_',
            ' ',
        )}"
    }

private fun ProxyHealth.word() =
    when (this) {
        ProxyHealth.HEALTHY -> "healthy"
        ProxyHealth.COOLING_DOWN -> "cooling"
        ProxyHealth.PROBING -> "probing"
        ProxyHealth.AUTHENTICATION_REJECTED -> "rejected"
        ProxyHealth.QUARANTINED -> "quarantine"
        ProxyHealth.BANNED -> "banned"
    }

private fun Duration?.text() = this?.let { "${it.inWholeMilliseconds} ms" } ?: "-"

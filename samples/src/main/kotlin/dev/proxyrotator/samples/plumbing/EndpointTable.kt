package dev.proxyrotator.samples.plumbing

import com.github.ajalt.mordant.rendering.OverflowWrap
import com.github.ajalt.mordant.rendering.TextAlign
import com.github.ajalt.mordant.rendering.TextColors
import com.github.ajalt.mordant.rendering.Whitespace
import com.github.ajalt.mordant.rendering.Widget
import com.github.ajalt.mordant.table.Borders
import com.github.ajalt.mordant.table.table
import dev.proxyrotator.samples.EndpointHealth
import dev.proxyrotator.samples.Verdict

/** A line for each endpoint. */
internal fun endpointTable(endpoints: List<EndpointHealth>): Widget =
    table {
        tableBorders = Borders.NONE
        cellBorders = Borders.NONE
        whitespace = Whitespace.NORMAL
        overflowWrap = OverflowWrap.NORMAL
        padding { right = 1 }
        header { row("", "status", "took", "endpoint", "problem") }
        body {
            endpoints.forEach { endpoint ->
                row {
                    cell(endpoint.verdict) { style = COLOURS.getValue(endpoint.verdict) }
                    cell(endpoint.status ?: "-") { align = TextAlign.RIGHT }
                    cell("${endpoint.took.inWholeMilliseconds} ms") { align = TextAlign.RIGHT }
                    cell(endpoint.url)
                    cell(endpoint.problem.orEmpty())
                }
            }
        }
    }

private val COLOURS =
    mapOf(Verdict.UP to TextColors.green, Verdict.DOWN to TextColors.red, Verdict.UNKNOWN to TextColors.yellow)

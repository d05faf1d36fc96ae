package dev.proxyrotator.samples.demo

import com.github.ajalt.mordant.terminal.Terminal
import dev.proxyrotator.samples.plumbing.ProgressBar
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** Shows how far a run is. */
internal interface Progress {
    /** How often [show] is called. */
    val interval: Duration

    fun show(report: RunReport)

    /** The last word, called once, also when the run was cut short. */
    fun end(report: RunReport)
}

/** A bar where there is a terminal to draw it on, plain lines elsewhere. */
internal fun progress(
    terminal: Terminal,
    total: Int,
): Progress = if (terminal.terminalInfo.outputInteractive) BarProgress(terminal, total) else LineProgress(terminal)

/** For output that belongs to somebody else. */
internal object NoProgress : Progress {
    override val interval = 1.seconds

    override fun show(report: RunReport) = Unit

    override fun end(report: RunReport) = Unit
}

/** A line a second. */
internal class LineProgress(
    private val terminal: Terminal,
) : Progress {
    override val interval = 1.seconds

    override fun show(report: RunReport) = terminal.println(report.progressLine())

    override fun end(report: RunReport) = show(report)
}

/** A bar. */
internal class BarProgress(
    terminal: Terminal,
    total: Int,
) : Progress {
    private val bar = ProgressBar(terminal, total.toLong())

    override val interval = 100.milliseconds

    override fun show(report: RunReport) = bar.show(report.finished.toLong(), report.progressLine())

    override fun end(report: RunReport) {
        show(report)
        bar.stop()
    }
}

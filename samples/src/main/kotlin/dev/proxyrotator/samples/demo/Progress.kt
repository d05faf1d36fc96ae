package dev.proxyrotator.samples.demo

import com.github.ajalt.mordant.animation.progress.MultiProgressBarAnimation
import com.github.ajalt.mordant.animation.progress.addTask
import com.github.ajalt.mordant.animation.progress.update
import com.github.ajalt.mordant.rendering.TextAlign
import com.github.ajalt.mordant.terminal.Terminal
import com.github.ajalt.mordant.widgets.progress.percentage
import com.github.ajalt.mordant.widgets.progress.progressBar
import com.github.ajalt.mordant.widgets.progress.progressBarLayout
import com.github.ajalt.mordant.widgets.progress.text
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

/** A bar that is drawn anew in its place. */
internal class BarProgress(
    terminal: Terminal,
    total: Int,
) : Progress {
    private val animation = MultiProgressBarAnimation(terminal)
    private val glyphs = if (speaksUnicode()) UNICODE else ASCII
    private var report: RunReport? = null
    private val task =
        animation.addTask(
            progressBarLayout {
                percentage()
                progressBar(
                    width = 20,
                    pendingChar = glyphs.pending,
                    separatorChar = glyphs.pending,
                    completeChar = glyphs.done,
                )
                text(align = TextAlign.LEFT) { report?.progressLine().orEmpty() }
            },
            total = total.toLong(),
        )

    override val interval = 100.milliseconds

    override fun show(report: RunReport) {
        this.report = report
        task.update(report.finished.toLong())
        animation.refresh(refreshAll = true)
    }

    override fun end(report: RunReport) {
        show(report)
        animation.stop()
    }

    private class Glyphs(
        val done: String,
        val pending: String,
    )

    private companion object {
        val UNICODE = Glyphs("━", "─")
        val ASCII = Glyphs("#", "-")
    }
}

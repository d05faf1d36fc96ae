package dev.proxyrotator.samples.plumbing

import com.github.ajalt.mordant.animation.progress.MultiProgressBarAnimation
import com.github.ajalt.mordant.animation.progress.addTask
import com.github.ajalt.mordant.animation.progress.update
import com.github.ajalt.mordant.rendering.TextAlign
import com.github.ajalt.mordant.terminal.Terminal
import com.github.ajalt.mordant.widgets.progress.percentage
import com.github.ajalt.mordant.widgets.progress.progressBar
import com.github.ajalt.mordant.widgets.progress.progressBarLayout
import com.github.ajalt.mordant.widgets.progress.text

/** A bar with a text behind it, drawn anew in its place. */
internal class ProgressBar(
    terminal: Terminal,
    total: Long,
) {
    private val animation = MultiProgressBarAnimation(terminal)
    private val glyphs = if (speaksUnicode()) UNICODE else ASCII
    private var text = ""
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
                text(align = TextAlign.LEFT) { text }
            },
            total = total,
        )

    fun show(
        done: Long,
        text: String,
    ) {
        this.text = text
        task.update(done)
        animation.refresh(refreshAll = true)
    }

    /** Leaves the bar as it is and goes to the next line. */
    fun stop() = animation.stop()

    private class Glyphs(
        val done: String,
        val pending: String,
    )

    private companion object {
        val UNICODE = Glyphs("━", "─")
        val ASCII = Glyphs("#", "-")
    }
}

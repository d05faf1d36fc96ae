package dev.proxyrotator.samples.plumbing

import com.github.ajalt.mordant.terminal.Terminal

/** Says how far something of a known size is: with a bar on a terminal, elsewhere with a line for each quarter. */
internal class Steps(
    private val total: Long,
    private val unit: String,
    private val terminal: Terminal = standardTerminal(),
) : AutoCloseable {
    private val bar = if (terminal.terminalInfo.outputInteractive) ProgressBar(terminal, total) else null
    private var quarters = 0L

    fun show(done: Long) {
        val text = "$done of $total $unit"
        bar?.show(done, text)
        val reached = if (total == 0L) QUARTERS else done * QUARTERS / total
        if (reached > quarters && bar == null) terminal.println(text)
        quarters = maxOf(quarters, reached)
    }

    override fun close() {
        bar?.stop()
    }

    private companion object {
        const val QUARTERS = 4L
    }
}

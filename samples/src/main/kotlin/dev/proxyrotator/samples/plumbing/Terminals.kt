package dev.proxyrotator.samples.plumbing

import com.github.ajalt.mordant.terminal.Terminal

/** Standard output, as a terminal where it is one. */
internal fun standardTerminal(): Terminal {
    val detected = Terminal(nonInteractiveWidth = 160)
    // A pseudo-terminal that nobody gave a size says it has no columns at all.
    return if (detected.size.width > 0) detected else Terminal(width = 80)
}

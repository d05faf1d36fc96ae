package dev.proxyrotator.selection

import kotlin.random.Random
import kotlin.time.TimeSource

/**
 * What a strategy may use to build its selector.
 *
 * @property random the only source of chance, so that a test can fix it
 * @property timeSource the only clock, so that a test can move it
 */
public class SelectorContext(
    public val random: Random,
    public val timeSource: TimeSource.WithComparableMarks,
)

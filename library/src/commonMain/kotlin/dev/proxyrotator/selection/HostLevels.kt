package dev.proxyrotator.selection

import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.TimeSource

/** At which level each target host is. Whoever is not known is at 0, so only what was raised takes memory. */
internal class HostLevels(
    private val highest: Int,
    private val memory: Duration,
    private val timeSource: TimeSource.WithComparableMarks,
) {
    private class Level(
        val value: Int,
        val since: ComparableTimeMark,
    )

    // The one that was raised longest ago comes first.
    private val byHost = LinkedHashMap<String, Level>()

    val size get() = byHost.size

    fun levelOf(host: String?): Int {
        if (host == null || byHost.isEmpty()) return 0
        return byHost[host]?.let(::now) ?: 0
    }

    /** Sees to it that [host] is at least at [level], and does not fall before its time. */
    fun raise(
        host: String,
        level: Int,
    ) {
        val before = byHost.remove(host)?.let(::now) ?: 0
        byHost[host] = Level(maxOf(before, level).coerceAtMost(highest), timeSource.markNow())
        // One comes at a time, so two go at a time, and what is over does not stay for long.
        repeat(2) { forgetFirst() }
    }

    private fun forgetFirst() {
        val (host, level) = byHost.entries.first()
        if (byHost.size > MAXIMUM_HOSTS || now(level) == 0) byHost.remove(host)
    }

    private fun now(level: Level): Int {
        // How often it fell, and never more often than there are levels.
        val falls = minOf(level.since.elapsedNow() / memory, highest.toDouble()).toInt()
        return maxOf(level.value - falls, 0)
    }

    companion object {
        const val MAXIMUM_HOSTS = 10_000
    }
}

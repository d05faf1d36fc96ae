package dev.proxyrotator.selection

import kotlin.math.exp
import kotlin.math.ln
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

private val DECAY_NANOS = 10.seconds.inWholeNanoseconds.toDouble()
private const val SHORTEST_NANOS = 1_000.0
private val FAILURE_AT_LEAST = 1.seconds.inWholeNanoseconds.toDouble()
private val FAILURE_AT_MOST = 60.seconds.inWholeNanoseconds.toDouble()
private const val FAILURE_GROWTH = 2

/**
 * Takes an attempt of this [duration], until the head of its response, into what is known of the candidate's latency. To
 * be called once for each attempt, under the pool's lock; [nowNanos] is the time by the pool's [LatencyClock].
 *
 * The estimate jumps to a longer latency at once and forgets it exponentially within about 10 s, with or without new
 * measurements. A failure counts as twice the current estimate, from 1 s to 60 s, and as what it took if that was longer.
 */
internal fun Candidate.observe(
    duration: Duration,
    failed: Boolean,
    nowNanos: Long,
) {
    val measured = maxOf(duration.inWholeNanoseconds.toDouble(), SHORTEST_NANOS)
    // The clock of another thread may be a little behind.
    val now = maxOf(nowNanos, latencyStamp)
    val peak = if (latencyRank.isNaN()) 0.0 else exp(latencyRank - latencyStamp / DECAY_NANOS)
    val kept = exp((latencyStamp.toDouble() - now) / DECAY_NANOS)
    val penalty = if (failed) (FAILURE_GROWTH * peak * kept).coerceIn(FAILURE_AT_LEAST, FAILURE_AT_MOST) else 0.0
    val sample = maxOf(measured, penalty)
    val average = peak * kept + sample * (1 - kept)
    val estimate = if (failed || sample >= peak) maxOf(sample, average) else average
    latencyRank = ln(estimate) + now / DECAY_NANOS
    latencyStamp = now
}

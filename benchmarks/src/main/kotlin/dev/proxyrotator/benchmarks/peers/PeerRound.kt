package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.LoadResult

private const val NANOSECONDS_PER_SECOND = 1e9
private const val NANOSECONDS_PER_MILLISECOND = 1e6

/** One client in one round. */
internal class PeerRound(
    val client: String,
    /** `null` when it answered nothing. */
    val figures: Figures?,
    val errors: Long,
    val firstError: String,
) {
    constructor(
        client: String,
        result: LoadResult,
        atStart: LoopbackServer.Counts,
        warm: LoopbackServer.Counts,
        atEnd: LoopbackServer.Counts,
    ) : this(
        client,
        if (result.requests == 0L) null else figures(result, atStart, warm, atEnd),
        result.errors,
        result.firstError,
    )

    constructor(client: String, failure: String) : this(client, null, 1, failure)

    internal class Figures(
        val cpuMicroseconds: Double,
        val requestsPerSecond: Double,
        val medianMilliseconds: Double,
        /** The time within which 99 of 100 requests were answered. */
        val tailMilliseconds: Double,
        /** Opened in the whole life of the client, the warm-up included. */
        val connections: Double,
        val threads: Double,
        /** CPU time the server took for one of this client's requests. */
        val serverMicroseconds: Double,
    )
}

private fun figures(
    result: LoadResult,
    atStart: LoopbackServer.Counts,
    warm: LoopbackServer.Counts,
    atEnd: LoopbackServer.Counts,
): PeerRound.Figures {
    val serverCpu = (atEnd.cpuNanoseconds - warm.cpuNanoseconds) / LoadResult.NANOSECONDS_PER_MICROSECOND
    return PeerRound.Figures(
        cpuMicroseconds = result.cpuMicrosecondsPerRequest,
        requestsPerSecond = result.requests * NANOSECONDS_PER_SECOND / result.nanoseconds,
        medianMilliseconds = result.medianNanoseconds / NANOSECONDS_PER_MILLISECOND,
        tailMilliseconds = result.tailNanoseconds / NANOSECONDS_PER_MILLISECOND,
        connections = (atEnd.connections - atStart.connections).toDouble(),
        threads = result.peakThreads.toDouble(),
        serverMicroseconds = serverCpu / (atEnd.requests - warm.requests).coerceAtLeast(1),
    )
}

package dev.proxyrotator.benchmarks.peers

import kotlin.time.Duration

/** What the user asked to compare. */
internal class PeersOptions(
    val scheme: String,
    val clients: List<String>,
    val proxies: Int,
    val concurrency: Int,
    val bodyLength: Int,
    val rounds: Int,
    val warmUp: Duration,
    val window: Duration,
)

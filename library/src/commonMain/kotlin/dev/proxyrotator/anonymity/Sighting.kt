package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.AnonymityLevel

/** What targets saw of one proxy, once or, of a gateway, twice. */
internal class Sighting(
    echoes: List<EchoedRequest>,
    own: Set<String>,
    ignored: Set<String>,
) {
    val exits: List<String> = echoes.map { it.address }
    val traces: List<String>

    /** Whether it came by one exit when it should have come by two. */
    val hasStayed: Boolean = echoes.size > 1 && exits.distinct().size == 1

    /** As if it were alone in the world. */
    val level: AnonymityLevel

    init {
        val seen = echoes.map { Traces(it.headers, ignored) }
        traces = seen.flatMap { it.names }.distinct()
        level =
            when {
                exits.any { it in own } -> AnonymityLevel.TRANSPARENT
                seen.zip(exits).any { (traces, exit) -> traces.showClient(own, exit) } -> AnonymityLevel.TRANSPARENT
                traces.isNotEmpty() -> AnonymityLevel.ANONYMOUS
                else -> AnonymityLevel.ELITE
            }
    }
}

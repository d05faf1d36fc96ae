package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.AnonymityLevel

/** What was sent, and what came of it. */
internal class Look(
    val sent: Map<String, List<String>>,
    val echo: EchoedRequest,
)

/** What targets saw of one proxy, once or, of a gateway, twice. */
internal class Sighting(
    looks: List<Look>,
    own: ClientAddresses,
    ignored: Set<String>,
) {
    val exits: List<String> = looks.map { it.echo.address }
    val traces: List<String>

    /** Whether it came by one exit when it should have come by two. */
    val hasStayed: Boolean = looks.size > 1 && exits.distinct().size == 1

    /** As if it were alone in the world. */
    val level: AnonymityLevel

    init {
        val seen = looks.map { Traces(it.echo.headers, it.sent, ignored) }
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

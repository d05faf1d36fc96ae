package dev.proxyrotator.anonymity

import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.Proxy

/** A [level] that takes into account by which exits the others leave. */
internal class Comparison(
    val level: AnonymityLevel,
    val sharesExitWith: Proxy?,
)

/**
 * Judges all that were seen, in their order: to a target that has seen the exit of one before, another who leaves by it is no
 * stranger.
 */
internal fun compare(sightings: Map<Proxy, Sighting>): Map<Proxy, Comparison> {
    val firstBy = HashMap<String, Proxy>()
    return sightings.mapValues { (proxy, sighting) ->
        val earlier = sighting.exits.firstNotNullOfOrNull(firstBy::get)
        sighting.exits.forEach { if (it !in firstBy) firstBy[it] = proxy }
        val shared = earlier ?: proxy.takeIf { sighting.hasStayed }
        val level = if (shared == null) sighting.level else minOf(sighting.level, AnonymityLevel.ANONYMOUS)
        Comparison(level, shared)
    }
}

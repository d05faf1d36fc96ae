package dev.proxyrotator.engine.net

import java.net.InetAddress
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration
import kotlin.time.TimeSource

/**
 * What [resolver] said, for [timeToLive]; of more than [maxNames] the one that was asked for longest ago is forgotten. A
 * failed look-up is not remembered.
 */
internal class RememberedNames(
    private val resolver: NameResolver,
    private val timeToLive: Duration,
    private val timeSource: TimeSource.WithComparableMarks = TimeSource.Monotonic,
    private val maxNames: Int = 10_000,
) : NameResolver {
    private class Addresses(
        val addresses: List<InetAddress>,
        val until: ComparableTimeMark,
    )

    private val names = LinkedHashMap<String, Addresses>(16, 0.75f, true)

    override suspend fun resolve(host: String): List<InetAddress> = remembered(host) ?: look(host)

    private fun remembered(host: String): List<InetAddress>? =
        synchronized(names) {
            val known = names[host] ?: return null
            if (known.until > timeSource.markNow()) return known.addresses
            names.remove(host)
            null
        }

    private suspend fun look(host: String): List<InetAddress> {
        val found = Addresses(resolver.resolve(host), timeSource.markNow() + timeToLive)
        synchronized(names) {
            names[host] = found
            if (names.size > maxNames) names.remove(names.keys.first())
        }
        return found.addresses
    }
}

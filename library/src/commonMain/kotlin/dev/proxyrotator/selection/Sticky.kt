package dev.proxyrotator.selection

import dev.proxyrotator.proxy.stableHash
import kotlin.random.Random

/**
 * For the same [key][SelectionRequest.key] always the same proxy, as long as that can be chosen; without a key the same
 * for the same [host][SelectionRequest.host]. A request with neither takes any proxy, as if it had a key by chance.
 *
 * When a proxy leaves, only its keys move to others; when one joins or comes back, keys move only to it. Which ones
 * depends on the identities of the proxies and nothing else: not on their order or history, nor on the process. When the
 * proxy of a key is excluded, the request goes to where its key would go if that proxy left.
 *
 * By chance no proxy has many more keys than the average; weights do not count. One choice costs O(1 + number of
 * excluded): a consistent hash with many probes (Appleton and O'Reilly, "Multi-probe consistent hashing", 2015).
 */
public class Sticky : RotationStrategy {
    override val name: String get() = "sticky"

    override fun newSelector(context: SelectorContext): Selector = StickySelector(context.random)

    /** All instances are equal. */
    override fun equals(other: Any?): Boolean = other is Sticky

    /** The same for all instances. */
    override fun hashCode(): Int = name.hashCode()

    /** The [name]. */
    override fun toString(): String = name
}

/** Each candidate has one point on a ring and each key many; the candidate that follows one of these most closely wins. */
internal class StickySelector(
    private val random: Random,
) : Selector {
    private val members = CandidateTable()
    private val ring = HashRing()

    // By slot. Kept when one leaves, since most come back and hashing an identity takes longer than all the rest.
    private var points = LongArray(INITIAL_CAPACITY)
    private var skipped = BooleanArray(INITIAL_CAPACITY)

    // Only so that looking at a point has a result, without which it would be optimized away.
    private var seen = 0L

    override val size get() = members.size

    override fun add(candidate: Candidate) {
        val slot = candidate.slot
        val returns = members.isLastInSlot(candidate)
        members.add(candidate)
        if (slot >= points.size) {
            points = points.copyOf(grownCapacity(points.size, slot))
            skipped = skipped.copyOf(points.size)
        }
        if (!returns) points[slot] = HashRing.pointOf(candidate.proxy.stableHash())
        ring.add(points[slot], slot)
    }

    override fun remove(candidate: Candidate) {
        members.remove(candidate)
        ring.remove(points[candidate.slot], candidate.slot)
    }

    override fun update(candidate: Candidate) = members.requirePresent(candidate)

    override fun select(request: SelectionRequest): Candidate? {
        val skips = skip(request.excluded)
        val chosen = if (skips == size) null else members[closest(hashOf(request), skips > 0)]
        request.excluded.forEachCandidate { if (it in members) skipped[it.slot] = false }
        return chosen
    }

    private fun skip(excluded: List<Candidate>): Int {
        var count = 0
        excluded.forEachCandidate {
            if (it in members && !skipped[it.slot]) {
                skipped[it.slot] = true
                count++
            }
        }
        return count
    }

    private fun hashOf(request: SelectionRequest): Long {
        val text = request.key ?: request.host ?: return random.nextLong()
        return hashOf(text)
    }

    private fun closest(
        hash: Long,
        skips: Boolean,
    ): Int {
        // All probes wait for memory side by side, where one search after another would wait for each.
        for (number in 1..PROBES) seen = seen xor ring.touch(probeOf(hash, number))
        var chosen = NONE
        var least = Long.MAX_VALUE
        for (number in 1..PROBES) {
            val probe = probeOf(hash, number)
            var index = ring.indexAt(probe)
            while (skips && skipped[ring.slotAt(index)]) index = ring.next(index)
            val distance = HashRing.distance(probe, ring.pointAt(index))
            if (chosen == NONE || distance < least) {
                least = distance
                chosen = index
            }
        }
        return ring.slotAt(chosen)
    }

    companion object {
        /** With so many the share of the luckiest candidate is about 1.05 of the average. */
        const val PROBES = 21

        // FNV-1a over the characters; its prime and offset, and those of the finalizer of SplitMix64.
        private const val PRIME = 0x100000001b3L
        private const val OFFSET = -0x340d631b7bdddcdbL
        private const val GOLDEN = -0x61c8864680b583ebL
        private const val MIX_1 = -0x40a7b892e31b1a47L
        private const val MIX_2 = -0x6b2fb644ecceee15L

        fun hashOf(text: String): Long {
            var hash = OFFSET
            for (char in text) hash = (hash xor char.code.toLong()) * PRIME
            return hash
        }

        fun probeOf(
            hash: Long,
            number: Int,
        ): Long {
            var mixed = hash + number * GOLDEN
            mixed = (mixed xor (mixed ushr 30)) * MIX_1
            mixed = (mixed xor (mixed ushr 27)) * MIX_2
            return HashRing.pointOf(mixed xor (mixed ushr 31))
        }
    }
}

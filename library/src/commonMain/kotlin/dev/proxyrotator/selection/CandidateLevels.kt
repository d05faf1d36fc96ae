package dev.proxyrotator.selection

/**
 * A ring of candidates sorted by a level, first come first served within one level.
 *
 * Those of one level are neighbours and share a bucket, which knows the level and its last member:
 * ```
 *   first                last of A    last of B = last of the ring
 *     a1 -> a2 -> … -> an -> b1 -> … -> bm -> (a1)        level(A) < level(B)
 * ```
 * So raising or lowering one by 1 means moving it behind the last of the neighbouring bucket: O(1).
 *
 * @param maximumSteps how many levels [add] searches from below before it takes the last one it saw.
 */
internal class CandidateLevels(
    private val maximumSteps: Int,
) {
    val ring = CandidateRing()

    private var bucketOf = IntArray(INITIAL_CAPACITY)
    private var levels = LongArray(INITIAL_CAPACITY)

    // By bucket: its first and its last member, or in a bucket that is free as the last the next free one.
    private var firsts = IntArray(INITIAL_CAPACITY)
    private var lasts = IntArray(INITIAL_CAPACITY)
    private var freeBucket = NONE
    private var bucketCount = 0

    fun lowest(): Long = levels[bucketOf[ring.first]]

    fun levelOf(slot: Int): Long = levels[bucketOf[slot]]

    /**
     * Adds [candidate] behind all others of [level].
     *
     * Exact at the upper end and within the lowest [maximumSteps] levels. Above those and below the highest it joins the
     * last one looked at, so that the cost stays O(1).
     */
    fun add(
        candidate: Candidate,
        level: Long,
    ) {
        val bucket = bucketFor(level)
        val existing = bucket != NONE && (levels[bucket] == level || isBetween(bucket, level))
        if (bucket == NONE) ring.addFirst(candidate) else ring.addAfter(lasts[bucket], candidate)
        bucketOf = bucketOf.fitting(candidate.slot)
        if (existing) join(candidate.slot, bucket) else found(candidate.slot, level)
    }

    fun remove(candidate: Candidate) {
        ring.requirePresent(candidate)
        leave(candidate.slot)
        ring.remove(candidate)
    }

    /** Raises [slot] by one level, behind all that are there already. */
    fun raise(slot: Int) {
        val bucket = bucketOf[slot]
        val level = levels[bucket] + 1
        val following = bucketAfter(bucket)
        if (following != NONE && levels[following] == level) {
            moveInto(following, slot)
        } else if (isAlone(bucket)) {
            levels[bucket] = level
        } else {
            val last = lasts[bucket]
            leave(slot)
            ring.moveAfter(last, slot)
            found(slot, level)
        }
    }

    /** Lowers [slot] by one level, behind all that are there already. */
    fun lower(slot: Int) {
        val bucket = bucketOf[slot]
        val level = levels[bucket] - 1
        val preceding = bucketBefore(bucket)
        if (preceding != NONE && levels[preceding] == level) {
            moveInto(preceding, slot)
        } else if (isAlone(bucket)) {
            levels[bucket] = level
        } else {
            val first = firsts[bucket]
            leave(slot)
            if (slot != first) ring.moveBefore(first, slot)
            found(slot, level)
        }
    }

    /** Moves [slot] behind all others of its level. */
    fun moveToEnd(slot: Int) {
        val bucket = bucketOf[slot]
        if (lasts[bucket] != slot) moveInto(bucket, slot)
    }

    private fun moveInto(
        bucket: Int,
        slot: Int,
    ) {
        val last = lasts[bucket]
        leave(slot)
        ring.moveAfter(last, slot)
        join(slot, bucket)
    }

    /** The bucket behind which [level] belongs or that it joins, [NONE] if all are above. */
    private fun bucketFor(level: Long): Int {
        if (ring.first == NONE || level < lowest()) return NONE
        val highest = bucketOf[ring.previous(ring.first)]
        if (level >= levels[highest]) return highest
        var bucket = bucketOf[ring.first]
        repeat(maximumSteps) {
            val following = bucketAfter(bucket)
            if (levels[following] > level) return bucket
            bucket = following
        }
        return bucket
    }

    /** Whether [level] belongs behind even the next bucket, so that [bucket] is where the search gave up. */
    private fun isBetween(
        bucket: Int,
        level: Long,
    ): Boolean {
        val following = bucketAfter(bucket)
        return following != NONE && levels[following] <= level
    }

    private fun bucketAfter(bucket: Int): Int {
        val slot = ring.next(lasts[bucket])
        return if (slot == ring.first) NONE else bucketOf[slot]
    }

    private fun bucketBefore(bucket: Int): Int {
        val slot = firsts[bucket]
        return if (slot == ring.first) NONE else bucketOf[ring.previous(slot)]
    }

    private fun isAlone(bucket: Int): Boolean = firsts[bucket] == lasts[bucket]

    private fun join(
        slot: Int,
        bucket: Int,
    ) {
        bucketOf[slot] = bucket
        lasts[bucket] = slot
    }

    private fun leave(slot: Int) {
        val bucket = bucketOf[slot]
        if (isAlone(bucket)) {
            lasts[bucket] = freeBucket
            freeBucket = bucket
        } else if (lasts[bucket] == slot) {
            lasts[bucket] = ring.previous(slot)
        } else if (firsts[bucket] == slot) {
            firsts[bucket] = ring.next(slot)
        }
    }

    /** Makes [slot] the only member of a new bucket of [level]. */
    private fun found(
        slot: Int,
        level: Long,
    ) {
        val bucket = if (freeBucket == NONE) bucketCount++ else freeBucket.also { freeBucket = lasts[it] }
        firsts = firsts.fitting(bucket)
        lasts = lasts.fitting(bucket)
        if (bucket >= levels.size) levels = levels.copyOf(grownCapacity(levels.size, bucket))
        levels[bucket] = level
        firsts[bucket] = slot
        join(slot, bucket)
    }
}

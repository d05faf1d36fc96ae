package dev.proxyrotator.selection

/**
 * A ring of candidates sorted by a level, first come first served within one level.
 *
 * Those of one level are neighbours and share a bucket, which knows the level and its last member:
 * ```
 *   first                last of A    last of B = last of the ring
 *     a1 -> a2 -> … -> an -> b1 -> … -> bm -> (a1)        level(A) < level(B)
 * ```
 * So raising the first one by 1 means moving it from A behind the last of the next bucket: O(1).
 */
internal class UseLevels {
    val ring = CandidateRing()

    private var bucketOf = IntArray(INITIAL_CAPACITY)
    private var levels = LongArray(INITIAL_CAPACITY)

    // By bucket: its last member, or in a bucket that is free the next free one.
    private var lasts = IntArray(INITIAL_CAPACITY)
    private var freeBucket = NONE
    private var bucketCount = 0

    fun lowest(): Long = levels[bucketOf[ring.first]]

    fun levelOf(slot: Int): Long = levels[bucketOf[slot]]

    /**
     * Adds [candidate] behind all others of [level], which is not below the lowest.
     *
     * Exact at the upper end and within the lowest [MAXIMUM_STEPS] levels. Above those and below the highest it joins the
     * last one looked at, so that the cost stays O(1).
     */
    fun add(
        candidate: Candidate,
        level: Long,
    ) {
        val bucket = bucketFor(level)
        val existing = bucket != NONE && (levels[bucket] == level || isBetween(bucket, level))
        if (bucket == NONE) ring.addLast(candidate) else ring.addAfter(lasts[bucket], candidate)
        bucketOf = bucketOf.fitting(candidate.slot)
        join(candidate.slot, if (existing) bucket else newBucket(level))
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
            val last = lasts[following]
            leave(slot)
            ring.moveAfter(last, slot)
            join(slot, following)
        } else if (isAlone(slot, bucket)) {
            levels[bucket] = level
        } else {
            val last = lasts[bucket]
            leave(slot)
            ring.moveAfter(last, slot)
            join(slot, newBucket(level))
        }
    }

    /** The bucket behind which [level] belongs or that it joins. */
    private fun bucketFor(level: Long): Int {
        if (ring.first == NONE) return NONE
        val highest = bucketOf[ring.previous(ring.first)]
        if (level >= levels[highest]) return highest
        var bucket = bucketOf[ring.first]
        repeat(MAXIMUM_STEPS) {
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

    private fun isAlone(
        slot: Int,
        bucket: Int,
    ): Boolean = lasts[bucket] == slot && (slot == ring.first || bucketOf[ring.previous(slot)] != bucket)

    private fun join(
        slot: Int,
        bucket: Int,
    ) {
        bucketOf[slot] = bucket
        lasts[bucket] = slot
    }

    private fun leave(slot: Int) {
        val bucket = bucketOf[slot]
        if (isAlone(slot, bucket)) {
            lasts[bucket] = freeBucket
            freeBucket = bucket
        } else if (lasts[bucket] == slot) {
            lasts[bucket] = ring.previous(slot)
        }
    }

    private fun newBucket(level: Long): Int {
        val bucket = if (freeBucket == NONE) bucketCount++ else freeBucket.also { freeBucket = lasts[it] }
        lasts = lasts.fitting(bucket)
        if (bucket >= levels.size) levels = levels.copyOf(grownCapacity(levels.size, bucket))
        levels[bucket] = level
        return bucket
    }

    companion object {
        const val MAXIMUM_STEPS = 16
    }
}

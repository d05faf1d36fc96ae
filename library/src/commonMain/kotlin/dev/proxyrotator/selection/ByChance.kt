package dev.proxyrotator.selection

import kotlin.random.Random

/**
 * Candidates to draw from by chance, in proportion to what [weigh] says of each. All draws are independent of each other.
 *
 * Of many candidates the one that is drawn is in no cache, and waiting for memory would be nearly all that a choice
 * costs. So from some size on several are drawn at once, which wait together.
 */
internal class ByChance(
    random: Random,
    private val weigh: (Candidate) -> Double,
) {
    private val members = CandidateTable()
    private val slots = WeightedSlots(random)
    private val ahead = DrawnAhead(random)

    // Only so that looking at a candidate has a result, without which it would be optimized away.
    private var seen = 0L

    val size get() = members.size

    fun add(candidate: Candidate) {
        members.add(candidate)
        slots.add(candidate.slot, weigh(candidate))
        if (!ahead.isEmpty) ahead.gained(candidate.slot, slots.weightOf(candidate.slot) / slots.total)
    }

    fun remove(candidate: Candidate) {
        members.remove(candidate)
        slots.remove(candidate.slot)
        ahead.lost(candidate.slot, share = 1.0)
    }

    fun update(candidate: Candidate) {
        members.requirePresent(candidate)
        val slot = candidate.slot
        val before = slots.weightOf(slot)
        slots.remove(slot)
        slots.add(slot, weigh(candidate))
        if (ahead.isEmpty) return
        val after = slots.weightOf(slot)
        if (after > before) ahead.gained(slot, (after - before) / slots.total)
        if (after < before) ahead.lost(slot, (before - after) / before)
    }

    fun requirePresent(candidate: Candidate) = members.requirePresent(candidate)

    /** One by chance that is neither [excluded] nor [other]; null when there is none. */
    fun draw(
        excluded: List<Candidate>,
        other: Candidate? = null,
    ): Candidate? {
        if (size == 0) return null
        val drawn = members[next()]
        // One that is excluded is lost: kept for the next request it would come more often than it should.
        return if (drawn === other || excluded.holds(drawn)) drawFromOthers(excluded, other) else drawn
    }

    private fun next(): Int {
        if (ahead.isEmpty) {
            if (size < AHEAD_FROM) return slots.draw()
            slots.drawInto(ahead)
            for (index in 0 until ahead.size) seen = seen xor members[ahead[index]].touch()
        }
        return ahead.take()
    }

    private fun drawFromOthers(
        excluded: List<Candidate>,
        other: Candidate?,
    ): Candidate? {
        excluded.forEachCandidate(::takeOut)
        other?.let(::takeOut)
        val slot = slots.draw()
        excluded.forEachCandidate(::putBack)
        other?.let(::putBack)
        return if (slot == NONE) null else members[slot]
    }

    private fun takeOut(candidate: Candidate) {
        if (candidate in members && candidate.slot in slots) slots.remove(candidate.slot)
    }

    private fun putBack(candidate: Candidate) {
        if (candidate in members && candidate.slot !in slots) slots.add(candidate.slot, weigh(candidate))
    }

    companion object {
        /** From this size on draws are made ahead. Fewer candidates are in the caches anyway. */
        const val AHEAD_FROM = 4_096
    }
}

/** Chooses by chance in proportion to what [weigh] says of each candidate. */
internal class ByChanceSelector(
    context: SelectorContext,
    weigh: (Candidate) -> Double,
) : Selector {
    private val members = ByChance(context.random, weigh)

    override val size get() = members.size

    override fun add(candidate: Candidate) = members.add(candidate)

    override fun remove(candidate: Candidate) = members.remove(candidate)

    override fun update(candidate: Candidate) = members.update(candidate)

    override fun select(request: SelectionRequest): Candidate? = members.draw(request.excluded)
}

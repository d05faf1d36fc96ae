package dev.proxyrotator.selection

/** One selector for each filter, and a last one for those that match none. */
internal class TieredSelector(
    private val filters: List<ProxyFilter>,
    private val selectors: List<Selector>,
    private val levels: HostLevels,
) : Selector {
    private val members = CandidateTable()
    private var tierOf = IntArray(INITIAL_CAPACITY)

    override val size get() = members.size

    override fun add(candidate: Candidate) {
        members.add(candidate)
        tierOf = tierOf.fitting(candidate.slot)
        val tier = tierFor(candidate)
        tierOf[candidate.slot] = tier
        selectors[tier].add(candidate)
    }

    override fun remove(candidate: Candidate) {
        members.remove(candidate)
        selectors[tierOf[candidate.slot]].remove(candidate)
    }

    override fun update(candidate: Candidate) {
        members.requirePresent(candidate)
        val before = tierOf[candidate.slot]
        val after = tierFor(candidate)
        if (before == after) return selectors[after].update(candidate)
        selectors[before].remove(candidate)
        tierOf[candidate.slot] = after
        selectors[after].add(candidate)
    }

    override fun select(request: SelectionRequest): Candidate? {
        val level = levels.levelOf(request.host)
        for (tier in level..selectors.lastIndex) selectors[tier].select(request)?.let { return it }
        for (tier in level - 1 downTo 0) selectors[tier].select(request)?.let { return it }
        return null
    }

    override fun loadChanged(candidate: Candidate) {
        members.requirePresent(candidate)
        selectors[tierOf[candidate.slot]].loadChanged(candidate)
    }

    override fun report(
        candidate: Candidate,
        report: SelectionReport,
    ) {
        // To ask the filters means to wait for memory that nothing else of a report needs.
        val tier = if (candidate in members) tierOf[candidate.slot] else tierFor(candidate)
        if (report.outcome == SelectionReport.Outcome.BANNED) report.host?.let { levels.raise(it, tier + 1) }
        selectors[tier].report(candidate, report)
    }

    private fun tierFor(candidate: Candidate): Int {
        for (tier in filters.indices) if (filters[tier].matches(candidate.proxy)) return tier
        return filters.size
    }
}

package dev.proxyrotator.selection

/**
 * Another strategy over a part of the pool. When no proxy of that part can be chosen, none is.
 *
 * @property filter says who belongs to the part
 * @property inner chooses among these; [RoundRobin] by default
 */
public class Filtered(
    public val filter: ProxyFilter,
    public val inner: RotationStrategy = RoundRobin(),
) : RotationStrategy {
    override val name: String get() = "filtered"

    override fun newSelector(context: SelectorContext): Selector = FilteredSelector(filter, inner.newSelector(context))

    /** By the filter and the inner strategy. */
    override fun equals(other: Any?): Boolean = other is Filtered && filter == other.filter && inner == other.inner

    /** By the filter and the inner strategy. */
    override fun hashCode(): Int = 31 * filter.hashCode() + inner.hashCode()

    /** The [name] with the filter and the inner strategy. */
    override fun toString(): String = "$name($filter, $inner)"
}

internal class FilteredSelector(
    private val filter: ProxyFilter,
    private val inner: Selector,
) : Selector {
    private val members = CandidateTable()

    // By slot, whether it is in the inner selector: what the filter says may change.
    private var matching = BooleanArray(INITIAL_CAPACITY)

    override val size get() = inner.size

    override fun add(candidate: Candidate) {
        members.add(candidate)
        val slot = candidate.slot
        if (slot >= matching.size) matching = matching.copyOf(grownCapacity(matching.size, slot))
        matching[slot] = filter.matches(candidate.proxy)
        if (matching[slot]) inner.add(candidate)
    }

    override fun remove(candidate: Candidate) {
        members.remove(candidate)
        if (matching[candidate.slot]) inner.remove(candidate)
    }

    override fun update(candidate: Candidate) {
        members.requirePresent(candidate)
        val before = matching[candidate.slot]
        val after = filter.matches(candidate.proxy)
        matching[candidate.slot] = after
        when {
            before && after -> inner.update(candidate)
            before -> inner.remove(candidate)
            after -> inner.add(candidate)
        }
    }

    override fun select(request: SelectionRequest): Candidate? = inner.select(request)

    override fun loadChanged(candidate: Candidate) {
        members.requirePresent(candidate)
        if (matching[candidate.slot]) inner.loadChanged(candidate)
    }

    // To ask the filter means to wait for memory that nothing else of a report needs.
    private fun isMatching(candidate: Candidate) =
        if (candidate in members) matching[candidate.slot] else filter.matches(candidate.proxy)

    override fun report(
        candidate: Candidate,
        report: SelectionReport,
    ) {
        if (isMatching(candidate)) inner.report(candidate, report)
    }
}

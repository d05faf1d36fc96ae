package dev.proxyrotator.selection

/** Chooses the same candidate again until that is over or impossible, and then lets [inner] choose the next one. */
internal abstract class KeepingSelector(
    private val inner: Selector,
) : Selector by inner {
    private var kept: Candidate? = null

    /** A new candidate was chosen for the first time. */
    protected abstract fun begin()

    /** Whether the candidate that is kept may be chosen once more. */
    protected abstract fun mayContinue(): Boolean

    override fun remove(candidate: Candidate) {
        inner.remove(candidate)
        if (kept === candidate) kept = null
    }

    override fun select(request: SelectionRequest): Candidate? {
        val current = kept
        if (current != null && !request.excluded.holds(current) && mayContinue()) return current
        val next = inner.select(request) ?: return null
        kept = next
        begin()
        return next
    }
}

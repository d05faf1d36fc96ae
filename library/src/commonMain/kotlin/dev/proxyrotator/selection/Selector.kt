package dev.proxyrotator.selection

/**
 * The index of one strategy over the proxies that may be chosen right now.
 *
 * Not thread-safe: the pool calls it under its own lock. So it must not block, call back into the pool, or keep a
 * collection it was given.
 */
public interface Selector {
    /** How many candidates can be chosen. */
    public val size: Int

    /**
     * Takes in a candidate that became selectable: a new one, a recovered one, one that is no longer saturated.
     *
     * @throws IllegalStateException when it, or another one with its slot, is there already
     */
    public fun add(candidate: Candidate)

    /**
     * Lets go of a candidate that is no longer selectable.
     *
     * @throws IllegalStateException when it is not there
     */
    public fun remove(candidate: Candidate)

    /**
     * Learns that the [weight][Candidate.weight] of a candidate changed, or what its [proxy][Candidate.proxy] says
     * beyond its identity: tags, country, cost.
     *
     * @throws IllegalStateException when it is not there
     */
    public fun update(candidate: Candidate)

    /**
     * Chooses a candidate that is not [excluded][SelectionRequest.excluded]; null when there is none.
     *
     * The choice takes the candidate's turn, but counts nothing: the pool counts what it lends. It may refuse the
     * candidate and ask again with it among the excluded; the turn is gone then.
     */
    public fun select(request: SelectionRequest): Candidate?

    /**
     * Learns that [Candidate.uses] or [Candidate.inFlight] of a candidate that is in here changed, whoever chose it:
     * the pool calls this whenever it lends one, and whenever it gets one back. Does nothing by default.
     */
    public fun loadChanged(candidate: Candidate) {}

    /**
     * Learns how an attempt through [candidate] ended, whoever chose it; the candidate may have left meanwhile. Does
     * nothing by default.
     */
    public fun report(
        candidate: Candidate,
        report: SelectionReport,
    ) {}
}

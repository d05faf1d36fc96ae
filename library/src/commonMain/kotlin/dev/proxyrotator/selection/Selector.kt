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
     * Learns that the [weight][Candidate.weight] of a candidate changed.
     *
     * @throws IllegalStateException when it is not there
     */
    public fun update(candidate: Candidate)

    /**
     * Chooses a candidate that is not [excluded] and [counts the use][Candidate.countUse]; null when there is none.
     *
     * [excluded] is small, at most the attempts of one request. It may hold a candidate twice, and candidates that are
     * not in this selector: those are ignored.
     */
    public fun select(excluded: Collection<Candidate>): Candidate?
}

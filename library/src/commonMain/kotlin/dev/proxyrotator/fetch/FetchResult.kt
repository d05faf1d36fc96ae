package dev.proxyrotator.fetch

/** What became of a list of requests. */
public class FetchResult internal constructor(
    /** One for each request, in their order, duplicates included. */
    public val outcomes: List<FetchOutcome>,
) {
    /** The responses of those that went well, in the order of their requests. */
    public val successes: List<FetchResponse> =
        outcomes.mapNotNull { (it as? FetchOutcome.Success)?.response }

    /** Those that failed, in the order of their requests. */
    public val failures: List<FetchOutcome.Failure> = outcomes.filterIsInstance<FetchOutcome.Failure>()

    /** How many went well. */
    public val successCount: Int get() = successes.size

    /** `FetchResult(47/50)`: how many went well, of how many. */
    override fun toString(): String = "FetchResult($successCount/${outcomes.size})"
}

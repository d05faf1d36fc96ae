package dev.proxyrotator.failure

/** How much a failure counts against the health of its proxy. */
internal enum class Severity(
    /** The weight in quarters of a full failure. */
    val quarters: Int,
) {
    /** Not at all. */
    NONE(0),

    /** A quarter of a failure: the proxy works, but says that it cannot or will not reach this target. */
    QUARTER(1),

    /** A failure. */
    FULL(4),

    /** Out until its credentials change; no number of other successes makes up for it. */
    CREDENTIALS(0),

    /** Out until somebody has looked at it: what answered in the target's name could not prove to be the target. */
    INTERCEPTION(0),
}

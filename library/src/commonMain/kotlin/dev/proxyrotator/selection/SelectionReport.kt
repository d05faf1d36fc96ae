package dev.proxyrotator.selection

import kotlin.time.Duration

/**
 * How an attempt through a candidate ended.
 *
 * @property host the host of the target in lower case; null when it is not known.
 * @property outcome what came of it.
 * @property duration how long the attempt took, up to the head of its response or its failure.
 */
public class SelectionReport internal constructor(
    public val host: String?,
    public val outcome: Outcome,
    public val duration: Duration,
) {
    /** What came of an attempt, as far as choosing proxies is concerned. */
    public enum class Outcome {
        /** There was a response that the target sends to anybody. */
        SUCCESS,

        /** There was no response, or the proxy's own in place of the target's. */
        FAILED,

        /** The target refuses this exit, while it may well serve another one. */
        BANNED,
    }
}

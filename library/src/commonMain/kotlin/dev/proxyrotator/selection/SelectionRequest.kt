package dev.proxyrotator.selection

import dev.proxyrotator.proxy.InternalRotatorApi

/**
 * What a strategy is told about the request that it chooses a proxy for.
 *
 * @property excluded those that may not be chosen: at most the attempts of one request, and those that the pool refused
 *   meanwhile. May hold a candidate twice, and candidates that the selector does not have: those are ignored.
 * @property host the host of the target in lower case; null when it is not known.
 * @property key what a sticky strategy goes by in place of the host; null when the request has none.
 */
public class SelectionRequest internal constructor(
    public val excluded: List<Candidate> = emptyList(),
    public val host: String? = null,
    public val key: String? = null,
) {
    /** Makes requests for modules that cannot see the constructor. */
    public companion object {
        /** A request to [host] under [key] that may go through any proxy. */
        @InternalRotatorApi
        public fun of(
            host: String?,
            key: String?,
        ): SelectionRequest = SelectionRequest(host = host, key = key)
    }
}

package dev.proxyrotator.engine

import dev.proxyrotator.engine.pattern.UrlParts
import dev.proxyrotator.engine.pattern.UrlPattern

/** Time limits of their own for some URLs; of several rules for a URL the first one counts. */
public class TimeoutRule internal constructor(
    /** What URLs it is for, as it was written. */
    public val pattern: String,
    private val urls: UrlPattern,
    /** The limits. */
    public val timeouts: Timeouts,
    /** Whether the limit of the whole call is its own. */
    internal val setsCall: Boolean = true,
) {
    internal fun matches(url: UrlParts): Boolean = urls.matches(url)

    /** The pattern and the limits. */
    override fun toString(): String = "$pattern: $timeouts"
}

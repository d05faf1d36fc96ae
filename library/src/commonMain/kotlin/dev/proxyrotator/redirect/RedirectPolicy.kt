package dev.proxyrotator.redirect

/** Whether redirects are followed, how many, and what does not go to another origin; see [RedirectOptions]. */
public class RedirectPolicy internal constructor(
    /** Whether they are followed at all. Default `true`. */
    public val follow: Boolean = true,
    /** How many are followed for one request. Default 10. */
    public val maxRedirects: Int = 10,
    /** The names, in lower case, of headers that do not go to another origin, beside those that never do. Default none. */
    public val sensitiveHeaders: Set<String> = emptySet(),
) {
    init {
        require(maxRedirects in 0..MAX_REDIRECTS) {
            "redirects { maxRedirects } must be from 0 to $MAX_REDIRECTS, was $maxRedirects"
        }
        require(sensitiveHeaders.none { it.isBlank() }) { "redirects { sensitiveHeaders } must not be blank" }
    }

    internal fun keepingHome(headers: Set<String>) = RedirectPolicy(follow, maxRedirects, sensitiveHeaders + headers)

    /** The policy in one line. */
    override fun toString(): String =
        "RedirectPolicy(follow=$follow, maxRedirects=$maxRedirects, sensitiveHeaders=$sensitiveHeaders)"

    private companion object {
        const val MAX_REDIRECTS = 1000
    }
}

package dev.proxyrotator.redirect

/** Whether redirects are followed, how many, and what does not go to another origin. */
internal class RedirectPolicy(
    val follow: Boolean = true,
    val maxRedirects: Int = 10,
    /** Names in lower case. */
    val sensitiveHeaders: Set<String> = emptySet(),
) {
    init {
        require(maxRedirects in 0..MAX_REDIRECTS) {
            "redirects { maxRedirects } must be from 0 to $MAX_REDIRECTS, was $maxRedirects"
        }
        require(sensitiveHeaders.none { it.isBlank() }) { "redirects { sensitiveHeaders } must not be blank" }
    }

    private companion object {
        const val MAX_REDIRECTS = 1000
    }
}

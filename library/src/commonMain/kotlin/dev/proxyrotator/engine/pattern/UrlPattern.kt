package dev.proxyrotator.engine.pattern

/** Some URLs. */
internal fun interface UrlPattern {
    fun matches(url: UrlParts): Boolean
}

/** The URLs that [regex] matches as a whole. */
internal class RegexPattern(
    private val regex: Regex,
) : UrlPattern {
    init {
        require(regex.pattern.isNotEmpty()) { "The regular expression of a URL is empty" }
    }

    override fun matches(url: UrlParts): Boolean = regex.matches(url.text)
}

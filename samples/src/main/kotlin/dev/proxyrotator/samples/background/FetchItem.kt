package dev.proxyrotator.samples.background

/**
 * One thing to fetch by GET: a `WorkRequest` with its unique [name] and its [tags].
 *
 * The name is that of the file the body goes to, and so has small letters, digits, `.`, `_` and `-` alone.
 */
data class FetchItem(
    val name: String,
    val url: String,
    val tags: Set<String> = emptySet(),
) {
    init {
        require(NAME.matches(name)) { "'$name' is no name of an item: 1 to 100 of a-z, 0-9, '.', '_' and '-'" }
    }

    private companion object {
        /** No dot in front: the parts of downloads are hidden files. No capitals: some file systems ignore the case. */
        val NAME = Regex("[a-z0-9][a-z0-9._-]{0,99}")
    }
}

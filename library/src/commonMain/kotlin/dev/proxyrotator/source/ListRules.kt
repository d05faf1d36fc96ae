package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyForm
import dev.proxyrotator.proxy.ProxyScheme

/** How a list is to be read, and how much of it. */
internal class ListRules(
    val format: ProxyListFormat = ProxyListFormat.AUTO,
    val defaultScheme: ProxyScheme = ProxyScheme.HTTP,
    val form: ProxyForm = ProxyForm.AUTO,
    val maxEntries: Int = DEFAULT_MAX_ENTRIES,
    val allowPrivate: Boolean = true,
) {
    init {
        require(maxEntries >= 1) { "maxEntries must be at least 1, was $maxEntries" }
        require(defaultScheme != ProxyScheme.DIRECT) { "defaultScheme must be that of a proxy, was $defaultScheme" }
    }
}

internal const val DEFAULT_MAX_ENTRIES = 100_000
internal const val DEFAULT_MAX_BYTES = 10 * 1024 * 1024

/** How deep a document may be nested, so that walking it needs little stack. */
internal const val MAX_DEPTH = 32

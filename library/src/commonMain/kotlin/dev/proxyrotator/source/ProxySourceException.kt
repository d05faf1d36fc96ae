package dev.proxyrotator.source

import kotlinx.io.IOException

/**
 * A list of proxies could not be had, or is not to be used. The message shows of a URL no more than scheme and host:
 * the rest often is a key to the list.
 */
public class ProxySourceException internal constructor(
    source: String,
    reason: String,
    cause: Throwable? = null,
) : IOException("$source $reason", cause)

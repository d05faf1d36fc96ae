package dev.proxyrotator.source

import dev.proxyrotator.proxy.Proxy

/**
 * What a refresh did.
 *
 * @property added the proxies it put into the pool.
 * @property removed the proxies it took out.
 * @property kept how many proxies the list names as it did before; when [error] is not null, all that it named.
 * @property problems the entries of the list that give no proxy, and the proxies that the pool does not take.
 * @property error why nothing was changed: the list could not be had, names no proxy, or would replace too much; null
 *   when the list was taken over.
 */
public class RefreshResult internal constructor(
    public val added: List<Proxy>,
    public val removed: List<Proxy>,
    public val kept: Int,
    public val problems: List<ProxyListProblem>,
    public val error: ProxySourceException? = null,
) {
    /** Whether the list was taken over. */
    public val isApplied: Boolean get() = error == null

    /** In numbers, for logs. */
    override fun toString(): String =
        "RefreshResult(${added.size} added, ${removed.size} removed, $kept kept, ${problems.size} problems" +
            (error?.let { ", ${it.message})" } ?: ")")
}

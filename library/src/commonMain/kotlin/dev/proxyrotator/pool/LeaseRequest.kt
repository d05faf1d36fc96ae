package dev.proxyrotator.pool

import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.selection.SelectionRequest

/** What one attempt asks of the pool. */
internal class LeaseRequest(
    /** Those that were tried before; lent again only when no other exists. May grow from attempt to attempt. */
    val tried: List<Candidate> = emptyList(),
    /** The target, in lower case, with its port if that is not the usual one. */
    val host: String? = null,
    private val key: String? = null,
    /** Which proxies may be chosen at all. */
    val filter: ProxyFilter = ProxyFilter.Everything,
    /** The only proxy that will do: that of a session. */
    val exit: ProxyId? = null,
    /** The proxy to take if it is free: that of the response which redirected here. */
    val preferred: ProxyId? = null,
) {
    val selection: SelectionRequest = SelectionRequest(tried, host, key)

    fun excluding(excluded: List<Candidate>) = SelectionRequest(excluded, host, key)

    fun withoutTried() = LeaseRequest(emptyList(), host, key, filter, exit, preferred)
}

package dev.proxyrotator.pool

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import kotlinx.coroutines.flow.StateFlow

/**
 * The proxies a rotator chooses from: ordered, bounded, without duplicates (two proxies are the same when scheme, host,
 * port, credentials and the proxies before them in a chain are). Every function may be called from any thread, never blocks for long and never suspends.
 */
public sealed interface ProxyPool {
    /** The name for logs and statistics. Default `"default"`. */
    public val name: String

    /** The largest number of proxies the pool takes. */
    public val maxProxies: Int

    /** The number of proxies. */
    public val size: Int

    /** The content: a [StateFlow] with a new snapshot after every change. */
    public val proxies: StateFlow<ProxyPoolSnapshot>

    /**
     * Adds [proxy] at the end and returns its id. One that is already there stays with its statistics; only its weight,
     * tags, country, cost and gateway are taken over, and its anonymity if [proxy] has one.
     *
     * @throws IllegalStateException when the pool holds [maxProxies] already
     */
    public fun add(proxy: Proxy): ProxyId

    /**
     * Adds the proxy that [url] describes; see [Proxy.parse] for the forms.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when [url] is not a valid proxy
     * @throws IllegalStateException when the pool holds [maxProxies] already
     */
    public fun add(url: String): ProxyId = add(Proxy.parse(url))

    /**
     * Removes the proxy with this [id]; [mode] says what becomes of requests going through it.
     *
     * @throws NoSuchElementException when there is none
     */
    public fun remove(
        id: ProxyId,
        mode: RemoveMode = RemoveMode.DRAIN,
    )

    /**
     * Removes the proxy that [url] describes, credentials included.
     *
     * @throws dev.proxyrotator.proxy.ProxyValidationException when [url] is not a valid proxy
     * @throws NoSuchElementException when it is not in the pool
     */
    public fun remove(
        url: String,
        mode: RemoveMode = RemoveMode.DRAIN,
    )

    /**
     * Puts the proxy with this [id] back in rotation as if nothing had ever spoken against it: ends cool-down, bans and
     * quarantine, and forgets that its credentials were refused.
     *
     * @throws NoSuchElementException when there is none
     */
    public fun reinstate(id: ProxyId)

    /** The proxy with this [id], or `null`. */
    public operator fun get(id: ProxyId): Proxy? = proxies.value[id]

    /** Whether [proxy] is in the pool. */
    public operator fun contains(proxy: Proxy): Boolean = proxy in proxies.value

    /** The numbers of every proxy, in the order of the pool. Costs O(size). */
    public fun statistics(): List<ProxyStats>

    /** The numbers of one proxy, or `null` when it is not in the pool. */
    public fun statistics(id: ProxyId): ProxyStats?
}

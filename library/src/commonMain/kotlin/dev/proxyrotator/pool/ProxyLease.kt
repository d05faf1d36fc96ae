package dev.proxyrotator.pool

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.Candidate

/** The right to send one attempt through one proxy. It comes back exactly once; a second [release] does nothing. */
internal class ProxyLease(
    internal val entry: PooledProxy,
    internal val isProbe: Boolean,
    private val pool: RealProxyPool,
) {
    val proxy: Proxy = entry.proxy
    val candidate: Candidate get() = entry.candidate

    /** Links of the list of leases of one proxy and the flags below: guarded by the pool's lock. */
    internal var next: ProxyLease? = null
    internal var previous: ProxyLease? = null
    internal var released = false
    internal var aborted = false
    internal var abortAction: (() -> Unit)? = null

    fun release(verdict: Verdict) = pool.release(this, verdict)

    val isAborted: Boolean get() = pool.isAborted(this)

    /** Runs [action] when the proxy is removed with [RemoveMode.ABORT], at once if it already was. */
    fun onAbort(action: () -> Unit) = pool.onAbort(this, action)
}

package dev.proxyrotator.pool

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.Candidate
import kotlin.concurrent.Volatile

/** The right to send one attempt through one proxy. It comes back exactly once; a second [release] does nothing. */
internal class ProxyLease(
    internal val entry: PooledProxy,
    internal val isProbe: Boolean,
    /** The target it was lent for. */
    internal val host: String?,
    private val pool: RealProxyPool,
) {
    val proxy: Proxy = entry.proxy
    val candidate: Candidate get() = entry

    /** Links of the list of leases that are out: guarded by the pool's lock. */
    internal var next: ProxyLease? = null
    internal var previous: ProxyLease? = null

    /** Written with the lock held; who reads it without asks again with it. */
    @Volatile
    internal var released = false

    @Volatile
    internal var aborted = false

    @Volatile
    internal var abortAction: (() -> Unit)? = null

    fun release(verdict: Verdict) {
        if (!released) pool.release(this, verdict)
    }

    /** To be called when a response begins to come: its proxy is no unknown any more. */
    fun answered() {
        if (!entry.isProven) pool.prove(entry)
    }

    val isAborted: Boolean get() = aborted

    /** Runs [action] when the proxy is removed with [RemoveMode.ABORT], at once if it already was; then maybe twice. */
    fun onAbort(action: () -> Unit) {
        abortAction = action
        if (aborted) action()
    }
}

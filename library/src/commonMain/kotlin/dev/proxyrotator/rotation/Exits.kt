package dev.proxyrotator.rotation

import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxySessionLostException
import dev.proxyrotator.pool.ExitLostException
import dev.proxyrotator.pool.ProxyLease
import dev.proxyrotator.pool.RealProxyPool
import dev.proxyrotator.pool.Verdict
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.session.SessionState

/** Finds the proxy of the next attempt: that of the session the call belongs to, or any. */
internal class Exits(
    private val pool: RealProxyPool,
) {
    suspend fun lease(call: RotatedCall): ProxyLease {
        call.only?.let { return leaseOnly(call, it) }
        val session = call.session ?: return pool.lease(call.leaseRequest(exit = null))
        while (true) {
            val exit = session.exit
            try {
                val lease = pool.lease(call.leaseRequest(exit))
                if (exit != null || session.bind(lease.proxy.id) == lease.proxy.id) return lease
                // Another request of the session was first, and they stay together.
                lease.release(Verdict.Neutral)
            } catch (_: ExitLostException) {
                leave(session, checkNotNull(exit))
            }
        }
    }

    private suspend fun leaseOnly(
        call: RotatedCall,
        proxy: ProxyId,
    ): ProxyLease =
        try {
            pool.lease(call.leaseRequest(proxy))
        } catch (_: ExitLostException) {
            throw ProxyPoolEmptyException(
                ProxyPoolEmptyException.Reason.ALL_UNAVAILABLE,
                pool.name,
                earliestRetry = null,
            )
        }

    /** After an attempt of [call] failed: a session whose proxy is at fault goes on without it if it may. */
    fun failed(
        call: RotatedCall,
        judgement: Judgement,
    ) {
        val session = call.session ?: return
        if (leaves(session, judgement)) session.exit?.let { leave(session, it) }
    }

    /**
     * Whether [call] leaves by another exit after it failed with [judgement]: there is another proxy, or its gateway changes
     * the exit, and it is not tied.
     */
    fun hasOther(
        call: RotatedCall,
        judgement: Judgement,
    ): Boolean =
        call.only == null &&
            call.session.let { it == null || leaves(it, judgement) } &&
            (call.changesExit || pool.hasExitFor(call.leaseRequest(exit = null)))

    /** What is not known to be the proxy's fault says little against it, and a session is better kept together. */
    private fun leaves(
        session: SessionState,
        judgement: Judgement,
    ): Boolean = session.mayMigrate && (isFaultOfProxy(judgement) || judgement.kind == FailureKind.BANNED)

    private fun isFaultOfProxy(judgement: Judgement) = judgement.kind.beforeRequest && judgement.blame == Blame.PROXY

    private fun leave(
        session: SessionState,
        lost: ProxyId,
    ) {
        if (session.exitLost(lost) == SessionState.Decision.FAIL) throw ProxySessionLostException(session.key)
    }
}

package dev.proxyrotator.benchmarks.selection

import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.pool.LeaseRequest
import dev.proxyrotator.pool.ProxyLease
import dev.proxyrotator.pool.RealProxyPool
import dev.proxyrotator.pool.Verdict
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.selection.SelectorContext
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TimeSource

/** The tag of each tenth proxy. */
internal const val TENTH = "tenth"

private const val MAX_SESSIONS = 1_000
private val LATENCY = 50.milliseconds

/** A pool with so many proxies through each of which a response has come, and the requests that are made of it. */
internal class PoolOfMany(
    way: WayOfChoosing,
    size: Int,
) {
    private val pool =
        RealProxyPool(
            RealProxyPool.Settings("benchmark", size, Limits(), HealthPolicy()),
            way.strategy,
            SelectorContext(Random.Default, TimeSource.Monotonic),
            accept = {},
            onRemoved = {},
        )
    private val lease: suspend LeaseRequest.() -> ProxyLease = pool::lease
    private val requests: Array<LeaseRequest>

    init {
        val ids = pool.addAll(List(size, ::proxy))
        ids.forEach { leaseAndRelease(LeaseRequest(exit = it)) }
        val sessions = List(minOf(size, MAX_SESSIONS)) { ids[Random.nextInt(size)] }
        requests = way.requests(sessions).toTypedArray()
        // From here on the proxies are old, as those of a pool are.
        System.gc()
    }

    /** One pick and one report, with the request of this [number]; returns what the table of uses says. */
    fun leaseAndRelease(number: Int): Long = leaseAndRelease(requests[number % requests.size])

    private fun leaseAndRelease(request: LeaseRequest): Long {
        val lease = lease.startCoroutineUninterceptedOrReturn(request, Unused) as ProxyLease
        lease.release(Verdict.Success(LATENCY))
        return lease.candidate.uses
    }

    private object Unused : Continuation<ProxyLease> {
        override val context = EmptyCoroutineContext

        override fun resumeWith(result: Result<ProxyLease>) = error("there is always a proxy")
    }
}

private val WEIGHTS = doubleArrayOf(0.5, 1.0, 2.0, 3.0, 10.0)

private fun proxy(index: Int): Proxy {
    val proxy = Proxy.of(ProxyScheme.HTTP, "10.${index shr 16}.${index shr 8 and 255}.${index and 255}", 8080)
    val weighted = proxy.withWeight(WEIGHTS[index % WEIGHTS.size])
    return if (index % 10 == 0) weighted.withTags(TENTH) else weighted
}

package dev.proxyrotator.pool

import dev.proxyrotator.failure.AttemptPhase
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.failure.Severity
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.RoundRobin
import dev.proxyrotator.selection.SelectorContext
import io.kotest.core.spec.style.FunSpec
import org.jetbrains.lincheck.datastructures.IntGen
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Param
import org.jetbrains.lincheck.datastructures.StressOptions
import org.jetbrains.lincheck.datastructures.ThreadIdGen
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TestTimeSource

class PoolLinearizabilityStressTest :
    FunSpec({
        test("H3 whatever threads do to a pool at once, they see what some order of one after the other gives") {
            StressOptions()
                .iterations(30)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(4)
                .check(PoolOperations::class)
        }
    })

private val candidates = List(3) { Proxy.parse("http://10.0.0.${it + 1}:80") }

/** A pool of at most three proxies, of which each thread may hold one. */
@Param(name = "proxy", gen = IntGen::class, conf = "0:2")
@Param(name = "thread", gen = ThreadIdGen::class)
class PoolOperations {
    private val pool =
        RealProxyPool(
            RealProxyPool.Settings("test", maxProxies = 3, Limits(), HealthPolicy()),
            RoundRobin(),
            SelectorContext(Random(1), TestTimeSource()),
            accept = {},
            onRemoved = {},
        ).apply { addAll(candidates.take(2)) }
    private val startLease: suspend LeaseRequest.() -> ProxyLease = pool::lease
    private val held = arrayOfNulls<ProxyLease>(THREADS)

    @Operation
    fun add(
        @Param(name = "proxy") proxy: Int,
    ): String = pool.add(candidates[proxy]).let { "added" }

    @Operation
    fun remove(
        @Param(name = "proxy") proxy: Int,
    ) = pool.remove(candidates[proxy].id, RemoveMode.ABORT)

    @Operation
    fun reinstate(
        @Param(name = "proxy") proxy: Int,
    ) = pool.reinstate(candidates[proxy].id)

    /** Never waits: there is a place for each thread. */
    @Operation
    fun lease(
        @Param(name = "thread") thread: Int,
    ): String {
        if (held[thread] != null) return "holds one"
        val lease = startLease.startCoroutineUninterceptedOrReturn(LeaseRequest(), Unused) as ProxyLease
        held[thread] = lease
        return lease.proxy.host
    }

    @Operation
    fun succeed(
        @Param(name = "thread") thread: Int,
    ) = release(thread, Verdict.Success(1.milliseconds))

    @Operation
    fun reject(
        @Param(name = "thread") thread: Int,
    ) = release(thread, rejection)

    @Operation
    fun isAborted(
        @Param(name = "thread") thread: Int,
    ): Boolean? = held[thread]?.isAborted

    @Operation
    fun statistics(): String = pool.statistics().joinToString("\n")

    @Operation
    fun stats(): String = pool.stats().toString()

    private fun release(
        thread: Int,
        verdict: Verdict,
    ): Boolean {
        val lease = held[thread] ?: return false
        held[thread] = null
        lease.release(verdict)
        return true
    }

    private object Unused : Continuation<ProxyLease> {
        override val context = EmptyCoroutineContext

        override fun resumeWith(result: Result<ProxyLease>) = error("nobody waits")
    }

    private companion object {
        const val THREADS = 8

        val rejection =
            Verdict.Failure(
                Judgement(
                    FailureKind.entries.first(),
                    AttemptPhase.PROXY_CONNECT,
                    Blame.PROXY,
                    Severity.CREDENTIALS,
                    concernsHost = false,
                ),
                1.milliseconds,
            )
    }
}

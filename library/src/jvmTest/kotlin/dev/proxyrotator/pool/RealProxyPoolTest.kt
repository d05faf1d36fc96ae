package dev.proxyrotator.pool

import dev.proxyrotator.failure.AttemptPhase
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.Severity
import dev.proxyrotator.health.FailureLimits
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.RoundRobin
import dev.proxyrotator.selection.SelectionRequest
import dev.proxyrotator.selection.Selector
import dev.proxyrotator.selection.SelectorContext
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import kotlinx.coroutines.yield
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

private fun pool(
    size: Int,
    timeSource: TimeSource.WithComparableMarks,
    limits: Limits = Limits(),
    health: HealthPolicy = HealthPolicy(failures = FailureLimits(threshold = 1)),
    strategy: RotationStrategy = RoundRobin(),
) = RealProxyPool(
    RealProxyPool.Settings(name = "test", maxProxies = 100_000, limits = limits, health = health),
    strategy = strategy,
    context = SelectorContext(Random(1), timeSource),
    accept = {},
    onRemoved = {},
).apply { addAll(List(size) { Proxy.parse("http://10.0.0.${it + 1}:80") }) }

private fun TestScope.pool(
    size: Int,
    limits: Limits = Limits(),
    health: HealthPolicy = HealthPolicy(failures = FailureLimits(threshold = 1)),
) = pool(size, testTimeSource, limits, health)

private fun failure(
    kind: FailureKind,
    severity: Severity = Severity.FULL,
) = Verdict.Failure(
    Judgement(kind, AttemptPhase.PROXY_CONNECT, Blame.PROXY, severity, concernsHost = false),
    1.milliseconds,
)

private val connectFailed = failure(FailureKind.CONNECT)

private suspend fun RealProxyPool.lease(tried: List<Candidate>) = lease(LeaseRequest(tried))

/** Round robin by a user who makes a mistake. */
private class FailingOnce : RotationStrategy {
    var failsNext = false

    override val name = "failing"

    override fun newSelector(context: SelectorContext): Selector {
        val selector = RoundRobin().newSelector(context)
        return object : Selector by selector {
            override fun select(request: SelectionRequest): Candidate? {
                check(!failsNext.also { failsNext = false }) { "mine" }
                return selector.select(request)
            }
        }
    }
}

class RealProxyPoolTest :
    FunSpec({
        test("another attempt gets another proxy while one exists, even if it has to wait for it") {
            runTest {
                val pool = pool(2, Limits(maxConnectionsPerProxy = 1))
                val first = pool.lease(emptyList())
                val second = pool.lease(emptyList())
                first.release(connectFailed)
                val again = async { pool.lease(listOf(first.candidate)) }
                runCurrent()
                again.isCompleted shouldBe false
                second.release(Verdict.Success(1.milliseconds))
                again.await().proxy shouldBe second.proxy
            }
        }

        test("a proxy already tried is lent again only when no other is left") {
            runTest {
                val pool = pool(1)
                val first = pool.lease(emptyList())
                pool.lease(listOf(first.candidate)).proxy shouldBe first.proxy
            }
        }

        test("those who wait are served in their order") {
            runTest {
                val pool = pool(1, Limits(maxConnectionsPerProxy = 1))
                val order = ArrayList<Int>()
                val holder = pool.lease(emptyList())
                repeat(5) { number ->
                    launch {
                        val lease = pool.lease(emptyList())
                        order.add(number)
                        delay(10)
                        lease.release(Verdict.Neutral)
                    }
                    runCurrent()
                }
                holder.release(Verdict.Neutral)
                advanceTimeBy(1.seconds)
                order shouldContainExactly listOf(0, 1, 2, 3, 4)
            }
        }

        test("who waits for another proxy keeps nobody from the one that is free") {
            runTest {
                val pool = pool(2, Limits(maxConnectionsPerProxy = 1))
                val tried = pool.lease(emptyList())
                val other = pool.lease(emptyList())
                tried.release(Verdict.Success(1.milliseconds))
                val waiting = async { pool.lease(listOf(tried.candidate)) }
                runCurrent()
                pool.lease(emptyList()).proxy shouldBe tried.proxy
                other.release(Verdict.Neutral)
                waiting.await().proxy shouldBe other.proxy
            }
        }

        test("after waiting in vain for another proxy, one already tried is better than none") {
            runTest {
                val pool = pool(2, Limits(maxConnectionsPerProxy = 1, leaseTimeout = 3.seconds))
                val tried = pool.lease(emptyList())
                pool.lease(emptyList())
                tried.release(Verdict.Success(1.milliseconds))
                pool.lease(listOf(tried.candidate)).proxy shouldBe tried.proxy
                currentTime shouldBe 3_000
            }
        }

        test("a proxy that is being probed is not waited for") {
            runTest {
                val pool = pool(2)
                pool.lease(emptyList()).release(connectFailed)
                advanceTimeBy(31.seconds)
                val leases = ArrayList<ProxyLease>()
                while (leases.distinctBy { it.isProbe }.size < 2) leases += pool.lease(emptyList())
                val others = leases.filterNot { it.isProbe }
                others.forEach { it.release(Verdict.Success(1.milliseconds)) }
                pool.lease(listOf(others.first().candidate)).proxy shouldBe others.first().proxy
            }
        }

        test("who waits is served when a cool-down ends, though nobody else comes by") {
            runTest {
                val pool = pool(2, Limits(maxConnectionsPerProxy = 1, leaseTimeout = 60.seconds))
                val cooling = pool.lease(emptyList())
                cooling.release(connectFailed)
                pool.lease(emptyList())
                pool.lease(emptyList()).proxy shouldBe cooling.proxy
                (currentTime in 15_000L..30_100L) shouldBe true
            }
        }

        test("what was sent before a cool-down does not decide the probe") {
            runTest {
                val pool = pool(1)
                val old = pool.lease(emptyList())
                pool.lease(emptyList()).release(connectFailed)
                advanceTimeBy(31.seconds)
                val probe = pool.lease(emptyList())
                old.release(Verdict.Success(1.milliseconds))
                pool.stats().healthyProxies shouldBe 0
                probe.release(Verdict.Success(1.milliseconds))
                pool.stats().healthyProxies shouldBe 1
            }
        }

        test("a selector that throws fails the one it was asked for, and loses nothing") {
            runTest {
                val strategy = FailingOnce()
                val pool = pool(1, testTimeSource, Limits(maxConnectionsPerProxy = 1), strategy = strategy)
                val holder = pool.lease(emptyList())
                val waiting = List(2) { async { runCatching { pool.lease(emptyList()) } } }
                runCurrent()
                strategy.failsNext = true
                holder.release(Verdict.Neutral)
                val results = waiting.awaitAll()
                results.first().exceptionOrNull()?.message shouldBe "mine"
                results.last().getOrThrow().release(Verdict.Neutral)
                pool.statistics().sumOf { it.inFlight } shouldBe 0
            }
        }

        test("who is cancelled while waiting holds up nobody") {
            runTest {
                val pool = pool(1, Limits(maxConnectionsPerProxy = 1))
                val holder = pool.lease(emptyList())
                val impatient = launch { pool.lease(emptyList()) }
                runCurrent()
                val patient = async { pool.lease(emptyList()) }
                runCurrent()
                impatient.cancel()
                runCurrent()
                holder.release(Verdict.Neutral)
                patient.await().release(Verdict.Neutral)
                pool.statistics().sumOf { it.inFlight } shouldBe 0
            }
        }

        test("a lease that meets a cancelled caller goes straight back") {
            runTest {
                val pool = pool(1, Limits(maxConnectionsPerProxy = 1))
                val holder = pool.lease(emptyList())
                val waiting = launch { pool.lease(emptyList()) }
                runCurrent()
                holder.release(Verdict.Neutral)
                waiting.cancel()
                runCurrent()
                pool.statistics().sumOf { it.inFlight } shouldBe 0
                pool.lease(emptyList()).release(Verdict.Neutral)
            }
        }

        test("a lease handed to a waiter who has left goes straight back") {
            runTest {
                val pool = pool(1)
                val waiter = WaitingRoom.Waiter()
                waiter.close() shouldBe null
                waiter.give(pool.lease(emptyList()))
                pool.statistics().sumOf { it.inFlight } shouldBe 0
            }
        }

        test("S0-13 waiting ends after the lease time-out with an error that says so") {
            runTest {
                val pool = pool(1, Limits(maxConnectionsPerProxy = 1, leaseTimeout = 3.seconds))
                pool.lease(emptyList())
                val error = shouldThrow<ProxyPoolEmptyException> { pool.lease(emptyList()) }
                error.reason shouldBe ProxyPoolEmptyException.Reason.LIMITS
                currentTime shouldBe 3000
            }
        }

        test("S0-13 a full queue refuses at once") {
            runTest {
                val pool = pool(1, Limits(maxConnectionsPerProxy = 1, maxWaiting = 1))
                pool.lease(emptyList())
                launch { runCatching { pool.lease(emptyList()) } }
                runCurrent()
                shouldThrow<ProxyPoolEmptyException> { pool.lease(emptyList()) }
                currentTime shouldBe 0
            }
        }

        test("the limit of all connections holds across proxies") {
            runTest {
                val pool = pool(10, Limits(maxConnections = 3))
                val leases = List(3) { pool.lease(emptyList()) }
                val fourth = async { pool.lease(emptyList()) }
                runCurrent()
                fourth.isCompleted shouldBe false
                leases[1].release(Verdict.Neutral)
                fourth.await()
                pool.statistics().sumOf { it.inFlight } shouldBe 3
            }
        }

        test("a new proxy serves those who wait") {
            runTest {
                val pool = pool(1, Limits(maxConnectionsPerProxy = 1))
                pool.lease(emptyList())
                val waiting = async { pool.lease(emptyList()) }
                runCurrent()
                pool.add("http://10.9.9.9:80")
                waiting.await().proxy.host shouldBe "10.9.9.9"
            }
        }

        test("those who wait are told when the last hope is gone") {
            runTest {
                val pool = pool(1, Limits(maxConnectionsPerProxy = 1))
                val only = pool.lease(emptyList())
                val waiting = async { runCatching { pool.lease(emptyList()) } }
                runCurrent()
                only.release(connectFailed)
                (waiting.await().exceptionOrNull() as ProxyPoolEmptyException).reason shouldBe
                    ProxyPoolEmptyException.Reason.ALL_UNAVAILABLE
            }
        }

        test("a proxy that cooled down gets exactly one probe, which decides") {
            runTest {
                val pool = pool(2)
                val bad = pool.lease(emptyList())
                bad.release(connectFailed)
                advanceTimeBy(31.seconds)
                val leases = List(6) { pool.lease(emptyList()) }
                leases.count { it.proxy == bad.proxy } shouldBe 1
                pool.statistics(bad.proxy.id)?.health shouldBe ProxyHealth.PROBING
                val probe = leases.single { it.proxy == bad.proxy }
                probe.isProbe shouldBe true
                probe.release(Verdict.Success(1.milliseconds))
                pool.statistics(bad.proxy.id)?.health shouldBe ProxyHealth.HEALTHY
                pool.stats().healthyProxies shouldBe 2
            }
        }

        test("a cancelled probe gives its slot back and decides nothing") {
            runTest {
                val pool = pool(1)
                pool.lease(emptyList()).release(connectFailed)
                advanceTimeBy(31.seconds)
                pool.lease(emptyList()).release(Verdict.Neutral)
                val probe = pool.lease(emptyList())
                probe.isProbe shouldBe true
                probe.release(connectFailed)
                pool.stats().healthyProxies shouldBe 0
            }
        }

        test("a result for a removed proxy is ignored, and one added again starts anew") {
            runTest {
                val pool = pool(1)
                val lease = pool.lease(emptyList())
                val id: ProxyId = lease.proxy.id
                pool.remove(id)
                pool.add(lease.proxy)
                lease.release(connectFailed)
                lease.release(connectFailed)
                pool.statistics(id)?.health shouldBe ProxyHealth.HEALTHY
                pool.statistics(id)?.requests shouldBe 0
                pool.statistics().sumOf { it.inFlight } shouldBe 0
                pool.stats().totalRequests shouldBe 1
            }
        }

        test("a new weight is taken over by the same proxy") {
            runTest {
                val pool = pool(1)
                val proxy = pool.proxies.value.first()
                pool.add(proxy.withWeight(5.0))
                pool.size shouldBe 1
                pool.proxies.value
                    .first()
                    .weight shouldBe 5.0
            }
        }

        test("adding many takes all of them or none") {
            val pool = pool(0, TimeSource.Monotonic)
            val many = List(100_001) { Proxy.parse("http://10.${it / 65536}.${it / 256 % 256}.${it % 256}:80") }
            shouldThrow<IllegalStateException> { pool.addAll(many) }
            pool.size shouldBe 0
            pool.addAll(many.dropLast(1))
            pool.size shouldBe 100_000
        }

        test("under a storm of leases, cancellations, reports, additions and removals no counter is off") {
            val pool = pool(20, TimeSource.Monotonic, Limits(maxConnectionsPerProxy = 3, maxConnections = 30))
            coroutineScope {
                repeat(16) { worker ->
                    launch(Dispatchers.Default) {
                        val random = Random(worker)
                        repeat(2_000) { storm(pool, random) }
                    }
                }
            }
            pool.statistics().sumOf { it.inFlight } shouldBe 0
            pool.statistics().forEach { it.inFlight shouldBe 0 }
            pool.stats().healthyProxies shouldBe pool.statistics().count { it.health == ProxyHealth.HEALTHY }
            pool.size shouldBe pool.statistics().size
        }
    })

private suspend fun storm(
    pool: RealProxyPool,
    random: Random,
) = coroutineScope {
    val extra = "http://10.1.1.${random.nextInt(1, 20)}:80"
    when (random.nextInt(10)) {
        0 -> pool.add(extra)

        1 -> runCatching { pool.remove(extra, RemoveMode.entries.random(random)) }

        2 -> {
            val waiting = launch { runCatching { pool.lease(emptyList()) }.getOrNull()?.release(Verdict.Neutral) }
            yield()
            waiting.cancel()
        }

        else -> {
            val lease = runCatching { pool.lease(emptyList()) }.getOrNull()
            yield()
            lease?.release(if (random.nextInt(4) == 0) connectFailed else Verdict.Success(1.milliseconds))
        }
    }
}

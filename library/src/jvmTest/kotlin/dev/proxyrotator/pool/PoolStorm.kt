package dev.proxyrotator.pool

import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.failure.AttemptPhase
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.Judgement
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.Severity
import dev.proxyrotator.health.CoolDowns
import dev.proxyrotator.health.FailureLimits
import dev.proxyrotator.health.HealthPolicy
import dev.proxyrotator.health.PoolShares
import dev.proxyrotator.health.Recovery
import dev.proxyrotator.limit.Limits
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import dev.proxyrotator.selection.EveryRequests
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.RoundRobin
import dev.proxyrotator.selection.SelectorContext
import dev.proxyrotator.selection.Tier
import dev.proxyrotator.selection.Tiered
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicLong
import kotlin.random.Random
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/**
 * Many threads that do to one pool whatever can be done to it, each counting what it did. Some proxies are there from the
 * beginning to the end, the others belong to one worker each, which knows which of them have to be there.
 */
internal class PoolStorm(
    health: HealthPolicy = SHORT_MEMORY,
    limits: Limits = Limits(maxConnectionsPerProxy = 4, maxConnections = 60, leaseTimeout = 1.seconds),
) {
    val staying = List(20) { proxy("stays$it", it) }
    val leased = AtomicLong()
    val successes = AtomicLong()
    val failures = AtomicLong()
    val leasedFrom = ConcurrentHashMap<ProxyId, AtomicLong>()
    val expected: MutableSet<ProxyId> = ConcurrentHashMap.newKeySet()
    val pool =
        RealProxyPool(
            RealProxyPool.Settings("storm", maxProxies = 10_000, limits, health),
            RoundRobin(),
            SelectorContext(LockedForTest(Random(3)), TimeSource.Monotonic),
            accept = {},
            onRemoved = {},
        ).apply { addAll(staying) }

    init {
        expected.addAll(staying.map { it.id })
    }

    suspend fun rage(
        workers: Int,
        rounds: Int,
    ) {
        val threads = Executors.newFixedThreadPool(workers).asCoroutineDispatcher()
        threads.use {
            coroutineScope {
                repeat(workers) { number ->
                    launch(threads) {
                        val worker = Worker(number)
                        repeat(rounds) { worker.round() }
                    }
                }
            }
        }
    }

    private inner class Worker(
        private val number: Int,
    ) {
        private val random = Random(number)
        private val own = HashSet<Proxy>()

        suspend fun round() {
            when (random.nextInt(20)) {
                0, 1 -> add()
                2, 3 -> remove()
                4 -> pool.reinstate(staying.random(random).id)
                5 -> if (random.nextInt(20) == 0) pool.strategy = STRATEGIES.random(random)
                6 -> change()
                7 -> lookAround()
                8 -> withTimeoutOrNull(1.milliseconds) { attempt() }
                else -> attempt()
            }
        }

        private fun add() {
            val added = proxy("w$number-${random.nextInt(10)}", random.nextInt(20))
            pool.add(added)
            own.removeAll { it.id == added.id }
            own.add(added)
            expected.add(added.id)
        }

        private fun remove() {
            val removed = own.randomOrNull(random) ?: return
            own.remove(removed)
            expected.remove(removed.id)
            pool.remove(removed.id, RemoveMode.entries.random(random))
        }

        /** The same proxy matches other filters from now on. */
        private fun change() {
            val index = random.nextInt(staying.size)
            pool.add(proxy("stays$index", random.nextInt(20)))
        }

        private fun lookAround() {
            val all = pool.statistics()
            check(all.all { it.inFlight >= 0 })
            check(pool.stats().healthyProxies in 0..pool.stats().totalProxies + 200)
        }

        private suspend fun attempt() {
            val request =
                LeaseRequest(
                    host = "host${random.nextInt(5)}.example",
                    filter = FILTERS.random(random),
                    exit = staying.random(random).id.takeIf { random.nextInt(10) == 0 },
                )
            val lease =
                try {
                    pool.lease(request)
                } catch (_: ProxyPoolEmptyException) {
                    return
                } catch (_: ExitLostException) {
                    return
                }
            leased.incrementAndGet()
            leasedFrom.getOrPut(lease.proxy.id) { AtomicLong() }.incrementAndGet()
            if (random.nextBoolean()) lease.answered()
            val verdict = if (isCancelled()) Verdict.Neutral else verdict()
            when (verdict) {
                is Verdict.Success, is Verdict.Banned -> successes.incrementAndGet()
                is Verdict.Failure -> failures.incrementAndGet()
                Verdict.Neutral -> Unit
            }
            lease.release(verdict)
            // Once and for all.
            lease.release(Verdict.Neutral)
        }

        private suspend fun isCancelled(): Boolean =
            try {
                if (random.nextInt(4) == 0) yield()
                false
            } catch (_: CancellationException) {
                true
            }

        private fun verdict(): Verdict =
            when (random.nextInt(10)) {
                0, 1 -> failure(random.nextBoolean(), Severity.FULL)
                2 -> failure(true, if (random.nextInt(20) == 0) Severity.INTERCEPTION else Severity.QUARTER)
                3 -> Verdict.Neutral
                4 -> Verdict.Banned(BanScope.entries.random(random), 2.milliseconds, Verdict.Success(1.milliseconds))
                else -> Verdict.Success(1.milliseconds)
            }

        private fun failure(
            concernsHost: Boolean,
            severity: Severity,
        ) = Verdict.Failure(
            Judgement(FailureKind.CONNECT, AttemptPhase.PROXY_CONNECT, Blame.UNKNOWN, severity, concernsHost),
            1.milliseconds,
        )
    }

    companion object {
        val SHORT_MEMORY =
            HealthPolicy(
                failures = FailureLimits(threshold = 2, window = 20.milliseconds),
                coolDowns = CoolDowns(1.milliseconds, 4.milliseconds, 1.milliseconds),
                recovery = Recovery(slowStart = 5.milliseconds, probeTimeout = 10.milliseconds),
                shares = PoolShares(panicThreshold = 0.2, maxEjected = 0.9),
            )

        val FILTERS =
            listOf(
                ProxyFilter.Everything,
                ProxyFilter.tags("even"),
                ProxyFilter.country("SE", "NO"),
                ProxyFilter.tags("even") and ProxyFilter.country("SE"),
                ProxyFilter.where("light") { it.weight < 5 },
            )

        val STRATEGIES =
            RotationStrategy.names.map(RotationStrategy::named) +
                EveryRequests(3) + Tiered(listOf(Tier(ProxyFilter.tags("even")), Tier(ProxyFilter.country("SE"))))

        private fun proxy(
            name: String,
            kind: Int,
        ) = Proxy
            .parse("http://$name.example:80")
            .withTags(if (kind % 2 == 0) setOf("even") else setOf("odd"))
            .withCountry(listOf("SE", "NO", "FI", null)[kind % 4])
            .withWeight(1.0 + kind)
    }
}

private class LockedForTest(
    private val random: Random,
) : Random() {
    @Synchronized
    override fun nextBits(bitCount: Int): Int = random.nextBits(bitCount)
}

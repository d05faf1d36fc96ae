package dev.proxyrotator.pool

import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.health.ProxyHealth
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.doubles.plusOrMinus
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.withTimeout
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

class PoolStormTest :
    FunSpec({
        test(
            "H3 sixteen threads add, remove, change, reinstate, choose and report: nobody is lost, every number is right",
        ) {
            val storm = PoolStorm()
            storm.rage(workers = 16, rounds = 1_500)
            val pool = storm.pool
            withTimeout(10.seconds) { pool.awaitIdle() }

            pool.proxies.value.map { it.id } shouldContainExactlyInAnyOrder storm.expected
            pool.statistics().map { it.proxy.id } shouldContainExactlyInAnyOrder storm.expected
            pool.statistics().map { it.inFlight }.toSet() shouldBe setOf(0)

            val stats = pool.stats()
            stats.totalProxies shouldBe storm.expected.size
            // Those cancelled in the instant of their lease count as well, and a worker did not see them.
            (stats.totalRequests >= storm.leased.get()) shouldBe true
            val successes = storm.successes.get().toDouble()
            stats.overallSuccessRate shouldBe (successes / (successes + storm.failures.get()) plusOrMinus 1e-9)
            storm.staying.forEach {
                val seen = storm.leasedFrom[it.id]?.get() ?: 0
                withClue(it) { (pool.statistics(it.id)!!.requests >= seen) shouldBe true }
            }
        }

        test("H3 after the storm every filter finds exactly its own, under every strategy, once all are reinstated") {
            val storm = PoolStorm()
            storm.rage(workers = 16, rounds = 800)
            val pool = storm.pool
            withTimeout(10.seconds) { pool.awaitIdle() }
            pool.proxies.value.forEach { pool.reinstate(it.id) }
            pool.stats().healthyProxies shouldBe pool.size
            pool.statistics().map { it.health }.toSet() shouldBe setOf(ProxyHealth.HEALTHY)
            PoolStorm.STRATEGIES.forEach { strategy ->
                pool.strategy = strategy
                PoolStorm.FILTERS.forEach { filter ->
                    val matching =
                        pool.proxies.value
                            .filter { filter.matches(it) }
                            .map { it.id }
                    val leases = ArrayList<ProxyLease>()
                    // One place of each is taken, so that the next is another: those that were tried are not chosen.
                    while (leases.size < matching.size.coerceAtMost(PLACES)) {
                        leases += pool.lease(LeaseRequest(tried = leases.map { it.candidate }, filter = filter))
                    }
                    withClue("$strategy, $filter") {
                        leases.map { it.proxy.id }.toSet().size shouldBe leases.size
                        matching.containsAll(leases.map { it.proxy.id }) shouldBe true
                        if (matching.isEmpty()) {
                            runCatching { pool.lease(LeaseRequest(filter = filter)) }
                                .exceptionOrNull()
                                .let { it as ProxyPoolEmptyException }
                                .reason shouldBe ProxyPoolEmptyException.Reason.FILTER_MATCHES_NONE
                        }
                    }
                    leases.forEach { it.release(Verdict.Success(1.milliseconds)) }
                }
            }
        }
    })

private const val PLACES = 60

package dev.proxyrotator.health

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.bind
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import kotlin.time.ComparableTimeMark
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

private enum class Step { AVOID, FORGET, CLEAR, CLEAR_HOST, WAIT }

private class Act(
    val step: Step,
    val host: String,
    val proxy: Int,
    val seconds: Int,
)

private val hosts = listOf("a", "b", "c")

private val acts =
    Arb.bind(
        Arb.element(
            Step.AVOID,
            Step.AVOID,
            Step.AVOID,
            Step.AVOID,
            Step.WAIT,
            Step.FORGET,
            Step.CLEAR,
            Step.CLEAR_HOST,
        ),
        Arb.element(hosts),
        Arb.int(1..6),
        Arb.int(0..40),
    ) { step, host, proxy, seconds -> Act(step, host, proxy, seconds) }

/** The same with nothing clever about it. */
private class NaiveMemory {
    val ends = HashMap<Pair<String, Int>, ComparableTimeMark>()

    fun avoid(
        host: String,
        proxy: Int,
        until: ComparableTimeMark,
    ) {
        ends[host to proxy] = ends[host to proxy]?.let { maxOf(it, until) } ?: until
    }

    fun avoided(
        host: String,
        now: ComparableTimeMark,
    ) = ends.filter { it.key.first == host && it.value > now }.map { it.key.second }

    fun firstEnd(
        host: String,
        now: ComparableTimeMark,
    ) = ends.filter { it.key.first == host && it.value > now }.values.minOrNull()
}

private fun HostMemory<Int>.act(
    act: Act,
    clock: WrappingClock,
    naive: NaiveMemory,
) {
    val until = clock.markNow() + act.seconds.seconds
    when (act.step) {
        Step.AVOID -> {
            avoid(act.host, act.proxy, until)
            naive.avoid(act.host, act.proxy, until)
        }

        Step.FORGET -> {
            forget(act.proxy)
            naive.ends.keys.removeAll { it.second == act.proxy }
        }

        Step.CLEAR -> {
            clear(act.host, act.proxy)
            naive.ends.keys.removeAll { it.first == act.host && it.second == act.proxy }
        }

        Step.CLEAR_HOST -> {
            clear(act.host)
            naive.ends.keys.removeAll { it.first == act.host }
        }

        Step.WAIT -> clock += act.seconds.seconds
    }
}

class HostMemoryTest :
    FunSpec({
        val clock = TestTimeSource()

        test("J2 remembers what a map of all pairs would, whatever the clock shows") {
            checkAll(Arb.list(acts, 0..80), Arb.element((0..4).toList())) { steps, which ->
                val clock = WrappingClock.all()[which]
                val memory = HostMemory<Int>()
                val naive = NaiveMemory()
                for (step in steps) {
                    memory.act(step, clock, naive)
                    val now = clock.markNow()
                    for (host in hosts) {
                        memory.avoided(host, now) shouldContainExactlyInAnyOrder naive.avoided(host, now)
                        memory.firstEnd(host, now) shouldBe naive.firstEnd(host, now)
                        (1..7).filter { memory.isAvoided(host, it, now) } shouldContainExactlyInAnyOrder
                            naive.avoided(host, now)
                    }
                    memory.pairCount shouldBe hosts.sumOf { naive.avoided(it, now).size }
                }
            }
        }

        test("a proxy is avoided until then and no longer, and never shorter than it was") {
            val memory = HostMemory<String>()
            memory.avoid("a", "p", clock.markNow() + 60.seconds)
            memory.avoid("a", "p", clock.markNow() + 10.seconds)
            clock += 60.seconds - 1.nanoseconds
            memory.isAvoided("a", "p", clock.markNow()) shouldBe true
            memory.isAvoided("b", "p", clock.markNow()) shouldBe false
            clock += 1.nanoseconds
            memory.isAvoided("a", "p", clock.markNow()) shouldBe false
            memory.hostCount shouldBe 0
            memory.pairCount shouldBe 0
        }

        test("of too many hosts the least recently used is forgotten") {
            val memory = HostMemory<Int>(maxHosts = 100)
            val until = clock.markNow() + 60.seconds
            repeat(100) { memory.avoid("host$it", 1, until) }
            memory.isAvoided("host0", 1, clock.markNow()) shouldBe true
            memory.avoid("another", 1, until)
            memory.hostCount shouldBe 100
            memory.pairCount shouldBe 100
            memory.isAvoided("host0", 1, clock.markNow()) shouldBe true
            memory.isAvoided("host1", 1, clock.markNow()) shouldBe false
            memory.forget(1)
            memory.hostCount shouldBe 0
        }

        test("of too many pairs those of the least recently used host go, the first to end before the others") {
            val memory = HostMemory<Int>(maxPairs = 10)
            repeat(10) { memory.avoid("old", it, clock.markNow() + (20 - it).seconds) }
            repeat(4) { memory.avoid("new", it, clock.markNow() + 5.seconds) }
            memory.pairCount shouldBe 10
            memory.avoided("old", clock.markNow()) shouldContainExactlyInAnyOrder (0..5).toList()
            repeat(100) { memory.avoid("new", it, clock.markNow() + 5.seconds) }
            memory.pairCount shouldBe 10
            memory.hostCount shouldBe 1
        }

        test("what nobody asks for again goes as well, a little with every question") {
            val memory = HostMemory<Int>()
            repeat(1000) { memory.avoid("host$it", it, clock.markNow() + 1.seconds) }
            clock += 2.seconds
            repeat(1000) { memory.isAvoided("other", 1, clock.markNow()) }
            memory.hostCount shouldBe 0
            memory.pairCount shouldBe 0
        }

        test("a storm of hosts and proxies stays within the bounds") {
            val memory = HostMemory<Int>(maxHosts = 50, maxPairs = 200)
            checkAll(Arb.int(0..1000), Arb.int(0..1000), Arb.int(0..100)) { host, proxy, seconds ->
                memory.avoid("host$host", proxy, clock.markNow() + seconds.seconds)
                memory.hostCount shouldBeLessThanOrEqual 50
                memory.pairCount shouldBeLessThanOrEqual 200
            }
        }
    })

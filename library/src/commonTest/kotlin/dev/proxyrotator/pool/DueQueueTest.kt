package dev.proxyrotator.pool

import dev.proxyrotator.health.BreakerState
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.selection.Candidate
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

class DueQueueTest :
    FunSpec({
        val clock = TestTimeSource()
        val start = clock.markNow()

        fun cooling(
            queue: DueQueue,
            second: Int,
        ): PooledProxy {
            val proxy = Proxy.parse("http://10.0.0.1:80")
            val entry = PooledProxy(proxy, Candidate(proxy, 0))
            val open = BreakerState.Open(start + second.seconds, openings = 1)
            entry.breaker = open
            queue.add(entry, open)
            return entry
        }

        fun DueQueue.drain(second: Int) = generateSequence { nextDue(start + second.seconds) }.toList()

        test("proxies come up in the order in which their cool-downs end, and not before") {
            checkAll(Arb.list(Arb.int(0..100), 0..50)) { seconds ->
                val queue = DueQueue()
                seconds.forEach { cooling(queue, it) }
                queue.drain(50).map { (it.breaker as BreakerState.Open).until } shouldContainExactly
                    seconds.filter { it <= 50 }.sorted().map { start + it.seconds }
                queue.firstEnd() shouldBe seconds.filter { it > 50 }.minOrNull()?.let { start + it.seconds }
            }
        }

        test("a proxy that was removed or recovered meanwhile does not come up") {
            val queue = DueQueue()
            cooling(queue, 1).removed = true
            cooling(queue, 2).breaker = BreakerState.Healthy
            val left = cooling(queue, 3)
            queue.firstEnd() shouldBe start + 3.seconds
            queue.drain(10) shouldContainExactly listOf(left)
        }
    })

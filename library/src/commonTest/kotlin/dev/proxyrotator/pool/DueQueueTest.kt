package dev.proxyrotator.pool

import dev.proxyrotator.proxy.Proxy
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

        fun DueQueue.scheduled(second: Int): PooledProxy {
            val entry = PooledProxy(Proxy.parse("http://10.0.0.$second:80"), slot = second)
            schedule(entry, start + second.seconds)
            return entry
        }

        fun DueQueue.drain(second: Int) = generateSequence { nextDue(start + second.seconds) }.toList()

        test("proxies come up in the order of their moments, and not before") {
            checkAll(Arb.list(Arb.int(0..100), 0..50)) { seconds ->
                val queue = DueQueue()
                seconds.forEach { queue.scheduled(it) }
                queue.drain(50).map { it.slot } shouldContainExactly seconds.filter { it <= 50 }.sorted()
                queue.first() shouldBe seconds.filter { it > 50 }.minOrNull()?.let { start + it.seconds }
            }
        }

        test("of two moments for one proxy only the later set counts, and none after it was taken back") {
            val queue = DueQueue()
            val postponed = queue.scheduled(1)
            val forgotten = queue.scheduled(2)
            val left = queue.scheduled(3)
            queue.schedule(postponed, start + 4.seconds)
            queue.schedule(forgotten, null)
            queue.first() shouldBe start + 3.seconds
            queue.drain(10) shouldContainExactly listOf(left, postponed)
        }
    })

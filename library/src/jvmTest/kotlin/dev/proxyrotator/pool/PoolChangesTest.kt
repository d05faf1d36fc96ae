package dev.proxyrotator.pool

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.event.LogLevel
import dev.proxyrotator.event.RotationEvent
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

private const val THREADS = 4
private const val ROUNDS = 250

class PoolChangesTest :
    FunSpec({
        test("S4-19 what many threads change at once is told by one at a time, in the order in which it happened") {
            val heard = ArrayList<RotationEvent>()
            val telling = AtomicInteger()
            var overlaps = 0
            ProxyRotator {
                logging { level = LogLevel.OFF }
                listener { event ->
                    if (telling.incrementAndGet() > 1) overlaps++
                    heard.add(event)
                    telling.decrementAndGet()
                }
            }.use { rotator ->
                List(THREADS) { number ->
                    thread {
                        repeat(ROUNDS) { rotator.pool.remove(rotator.pool.add("http://p$number-$it.example")) }
                    }
                }.forEach(Thread::join)
            }
            overlaps shouldBe 0
            heard shouldHaveSize 2 * THREADS * ROUNDS
            var size = 0
            heard.forEach {
                size =
                    when (it) {
                        is RotationEvent.ProxiesAdded -> it.poolSize.also { now -> now shouldBe size + 1 }
                        is RotationEvent.ProxiesRemoved -> it.poolSize.also { now -> now shouldBe size - 1 }
                        else -> error("Nothing else happened, but $it")
                    }
            }
            size shouldBe 0
        }
    })

package dev.proxyrotator.testkit

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread
import kotlin.time.TimeSource

class WorkersTest :
    FunSpec({
        test("the time to wait is that of all threads together: when it is over, none is waited for") {
            val end = CountDownLatch(1)
            val workers = Workers("test")
            val stuck = List(3) { workers.start("stuck") { end.await() } }
            val closing = thread(isDaemon = true) { workers.join(deadline = TimeSource.Monotonic.markNow()) }
            closing.joinGenerously()
            closing.isAlive shouldBe false
            stuck.count { it.isAlive } shouldBe 3
            end.countDown()
            workers.join()
            stuck.count { it.isAlive } shouldBe 0
        }
    })

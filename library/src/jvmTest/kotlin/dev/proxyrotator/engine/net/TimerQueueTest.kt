package dev.proxyrotator.engine.net

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.shouldBe
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days

class TimerQueueTest :
    FunSpec({
        test("timers are called in the order in which they are due") {
            val called = ArrayList<Int>()
            val queue = TimerQueue()
            listOf(30, 10, 20).forEach { queue.set(Recording(called, it), it.toLong()) }
            queue.untilNext(now = 4) shouldBe 6L
            queue.runDue(now = 20)
            called shouldContainExactly listOf(10, 20)
            queue.untilNext(now = 100) shouldBe 0L
        }

        test("moving a timer later costs the queue nothing until the earlier moment comes") {
            val called = ArrayList<Int>()
            val queue = TimerQueue()
            val timer = Recording(called, 1)
            queue.set(timer, 10)
            timer.set(50) shouldBe false
            queue.runDue(now = 49)
            called.shouldBeEmpty()
            queue.untilNext(now = 49) shouldBe 1L
            queue.runDue(now = 50)
            called shouldContainExactly listOf(1)
        }

        test("moving a timer earlier concerns the queue, switching it off does not") {
            val called = ArrayList<Int>()
            val queue = TimerQueue()
            val timer = Recording(called, 1)
            queue.set(timer, 50)
            timer.set(10) shouldBe true
            queue.update(timer)
            queue.untilNext(now = 0) shouldBe 10L
            timer.set(Timer.NEVER) shouldBe false
            queue.runDue(now = 100)
            called.shouldBeEmpty()
            queue.untilNext(now = 100) shouldBe null
        }

        test("a timer that sets itself again is called again") {
            val queue = TimerQueue()
            var calls = 0
            val timer =
                object : Timer() {
                    override fun onDue() {
                        if (++calls < 3) queue.set(this, calls * 10L)
                    }
                }
            queue.set(timer, 5)
            queue.runDue(now = 15)
            calls shouldBe 2
            queue.runDue(now = 20)
            calls shouldBe 3
            queue.untilNext(now = 20) shouldBe null
        }

        test("a limit of ages does not keep nearer ones from coming") {
            val called = ArrayList<Int>()
            val queue = TimerQueue()
            val now = System.nanoTime()
            queue.set(Recording(called, 2), Timer.after(1_000_000.days))
            queue.set(Recording(called, 3), Timer.after(Duration.INFINITE))
            queue.set(Recording(called, 4), Timer.after(30_000.days))
            queue.set(Recording(called, 1), now - 5)
            queue.runDue(now)
            called shouldContainExactly listOf(1)
        }

        test("J2 whatever is set, moved and switched off, exactly what is due is called, also when the clock wraps") {
            listOf(0L, -500L, Long.MAX_VALUE - 500).forEach { start ->
                repeat(2000) { seed -> compareWithModel(Random(seed), start) }
            }
        }
    })

/** Random operations on a queue and on a map that says when each timer is due. */
private fun compareWithModel(
    random: Random,
    start: Long,
) {
    val called = ArrayList<Int>()
    val queue = TimerQueue()
    val timers = List(8) { Recording(called, it) }
    val model = HashMap<Int, Long>()
    var now = start
    repeat(60) {
        val index = random.nextInt(timers.size)
        when (random.nextInt(5)) {
            0 -> {
                model.remove(index)
                timers[index].set(Timer.NEVER)
                if (random.nextBoolean()) queue.remove(timers[index])
            }

            1 -> {
                now += random.nextInt(100)
                called.clear()
                queue.runDue(now)
                val due = model.filterValues { it - now <= 0 }.keys
                called shouldContainExactlyInAnyOrder due
                model -= due.toSet()
            }

            else -> {
                val dueAt = (now + random.nextInt(200)).let { if (it == Timer.NEVER) it + 1 else it }
                model[index] = dueAt
                queue.set(timers[index], dueAt)
            }
        }
        val next = model.values.minOfOrNull { maxOf(0, it - now) }
        // Too early costs a look, too late a deadline.
        if (next != null) checkNotNull(queue.untilNext(now)) shouldBeInRange 0L..next
    }
}

/** As the loop does it. */
private fun TimerQueue.set(
    timer: Timer,
    dueAt: Long,
) {
    if (timer.set(dueAt)) update(timer)
}

private class Recording(
    private val called: MutableList<Int>,
    private val number: Int,
) : Timer() {
    override fun onDue() {
        called.add(number)
    }
}

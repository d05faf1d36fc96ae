package dev.proxyrotator.event

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource
import kotlin.time.TimeSource

private class Timed(
    clock: TimeSource,
) {
    val lines = ArrayList<String>()
    val timer = BlockTimer(clock) { lines.add(it.toString()) }
}

/** Leaves the function out of the block. */
private fun firstEven(
    timer: BlockTimer,
    numbers: List<Int>,
): Int? {
    timer.timed("search") {
        numbers.forEach { if (it % 2 == 0) return it }
    }
    return null
}

class BlockTimerTest :
    FunSpec({
        test("S4-9 a block is reported with its duration, and its value is the caller's") {
            val clock = TestTimeSource()
            val timed = Timed(clock)
            val value =
                timed.timer.timed("Total") {
                    clock += 1_500.milliseconds
                    42
                }
            value shouldBe 42
            timed.lines shouldContainExactly listOf("timed path=Total outcome=RETURNED duration_ms=1500.000")
        }

        test("S4-9 a suspending block is measured with all its waits") {
            runTest {
                val timed = Timed(testTimeSource)
                timed.timer.timed("fetch") { delay(3.seconds) }
                timed.lines shouldContainExactly listOf("timed path=fetch outcome=RETURNED duration_ms=3000.000")
            }
        }

        test("S4-9 a block that throws is reported, and its error is the caller's") {
            val timed = Timed(TestTimeSource())
            val mine = IllegalStateException("mine")
            shouldThrow<IllegalStateException> { timed.timer.timed("x") { throw mine } } shouldBe mine
            timed.lines shouldContainExactly
                listOf("timed path=x outcome=FAILED error=IllegalStateException duration_ms=0.000")
        }

        test("S4-9 a block that is cancelled is reported when it ends") {
            runTest {
                val timed = Timed(testTimeSource)
                val job = launch { timed.timer.timed("x") { delay(9.seconds) } }
                runCurrent()
                delay(2.seconds)
                job.cancelAndJoin()
                withTimeoutOrNull(1.seconds) { timed.timer.timed("y") { delay(9.seconds) } }
                timed.lines.map { it.substringBefore(" error") } shouldContainExactly
                    listOf("timed path=x outcome=CANCELLED", "timed path=y outcome=CANCELLED")
                timed.lines.map { it.substringAfter("duration_ms=") } shouldContainExactly
                    listOf("2000.000", "1000.000")
            }
        }

        test("S4-9 a block that is left by a return of the function around it is reported") {
            val timed = Timed(TestTimeSource())
            firstEven(timed.timer, listOf(1, 2, 3)) shouldBe 2
            timed.lines shouldContainExactly listOf("timed path=search outcome=RETURNED duration_ms=0.000")
        }

        test("S4-9 a value that is set within a block is there after it") {
            val set: Int
            Timed(TestTimeSource()).timer.timed("x") { set = 7 }
            set shouldBe 7
        }

        test("S4-10 blocks nest: each has the path to it, and ends before the one around it") {
            runTest {
                val timed = Timed(testTimeSource)
                timed.timer.timed("Total workflow") {
                    timed("Setup") { delay(10.milliseconds) }
                    timed("Fetching") {
                        delay(100.milliseconds)
                        runCatching { timed("page 1") { throw CancellationException("enough") } }
                    }
                    path shouldBe "Total workflow"
                }
                timed.lines shouldContainExactly
                    listOf(
                        "timed path=\"Total workflow/Setup\" outcome=RETURNED duration_ms=10.000",
                        "timed path=\"Total workflow/Fetching/page 1\" outcome=CANCELLED " +
                            "error=CancellationException duration_ms=0.000",
                        "timed path=\"Total workflow/Fetching\" outcome=RETURNED duration_ms=100.000",
                        "timed path=\"Total workflow\" outcome=RETURNED duration_ms=110.000",
                    )
            }
        }

        test("S4-9 a name that is blank or more than one line is refused, and the block not begun") {
            val timed = Timed(TestTimeSource())
            listOf("", "  ", "a\nb", "a\rb", "a\u0085b", "a\u2028b", "a\u0000").forEach { name ->
                shouldThrow<IllegalArgumentException> { timed.timer.timed(name) { error("begun") } }
                    .message
                    .orEmpty() shouldContain "The name of a timed block must"
            }
            timed.lines shouldBe emptyList()
        }
    })

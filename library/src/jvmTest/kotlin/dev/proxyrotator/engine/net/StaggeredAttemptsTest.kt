package dev.proxyrotator.engine.net

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withContext
import java.io.IOException
import java.net.ConnectException

@OptIn(ExperimentalCoroutinesApi::class)
class StaggeredAttemptsTest :
    FunSpec({
        class Attempts(
            private val scope: TestScope,
            private val attempt: suspend (Int) -> String,
        ) {
            val begun = ArrayList<Long>()
            val cancelled = ArrayList<Int>()
            val closed = ArrayList<String>()

            suspend fun first(count: Int): String =
                firstOfStaggered(count, closed::add) { index ->
                    begun.add(scope.currentTime)
                    try {
                        attempt(index)
                    } catch (cancellation: CancellationException) {
                        cancelled.add(index)
                        throw cancellation
                    }
                }
        }

        test("the next attempt is made at once when one failed, and none after the first success") {
            runTest {
                val attempts = Attempts(this) { if (it < 2) throw ConnectException("$it") else "$it" }
                attempts.first(5) shouldBe "2"
                attempts.begun shouldContainExactly listOf(0, 0, 0)
                attempts.closed.shouldBeEmpty()
            }
        }

        test("the next attempt is made beside one that takes longer, whose end is not waited for") {
            runTest {
                val attempts = Attempts(this) { if (it < 2) awaitCancellation() else "$it" }
                attempts.first(3) shouldBe "2"
                attempts.begun shouldContainExactly listOf(0, 250, 500)
                attempts.cancelled shouldContainExactly listOf(0, 1)
            }
        }

        test("one that was overtaken may still be the first") {
            runTest {
                val attempts =
                    Attempts(this) {
                        delay(if (it == 0) 400 else 4000)
                        "$it"
                    }
                attempts.first(3) shouldBe "0"
                attempts.begun shouldContainExactly listOf(0, 250)
                attempts.cancelled shouldContainExactly listOf(1)
                currentTime shouldBe 400
            }
        }

        test("when all have failed, the failure that came last is told") {
            runTest {
                val attempts =
                    Attempts(this) {
                        delay(if (it == 0) 1000 else 10)
                        throw ConnectException("$it")
                    }
                shouldThrow<IOException> { attempts.first(3) }.message shouldBe "0"
                currentTime shouldBe 1000
            }
        }

        test("F2 what comes too late, and what comes when nobody waits any more, is closed") {
            runTest {
                val attempts =
                    Attempts(this) {
                        withContext(NonCancellable) { delay(300) }
                        "$it"
                    }
                attempts.first(2) shouldBe "0"
                attempts.closed shouldContainExactly listOf("1")

                val call = async { attempts.first(2) }
                advanceTimeBy(290)
                call.cancel()
                call.join()
                attempts.closed shouldContainExactlyInAnyOrder listOf("1", "0", "1")
            }
        }

        test("F1 a cancelled caller leaves no attempt behind") {
            runTest {
                val attempts = Attempts(this) { awaitCancellation() }
                val call = async { attempts.first(2) }
                advanceTimeBy(300)
                call.cancel()
                call.join()
                attempts.cancelled shouldContainExactly listOf(0, 1)
                attempts.closed.shouldBeEmpty()
            }
        }
    })

@file:OptIn(ExperimentalCoroutinesApi::class)

package dev.proxyrotator.samples.background

import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private val allThere = MutableStateFlow(Condition.entries.toSet())

class WorkSchedulerTest :
    FunSpec({
        val folder = tempdir().toPath()
        var files = 0

        fun newFile(): Path = folder.resolve("journal-${files++}")

        /** When the runs of a worker begin that never has enough. */
        fun runsWith(backoff: BackoffCriteria): List<Duration> {
            val starts = ArrayList<Duration>()
            runTest {
                openStore(newFile()).use { store ->
                    val scheduler = WorkScheduler(store, allThere, backoff = backoff, clock = virtualClock())
                    val result =
                        scheduler.run {
                            starts.add(now)
                            WorkResult.RETRY
                        }
                    result shouldBe WorkResult.FAILURE
                    scheduler.state.value shouldBe WorkState.FAILED
                }
            }
            return starts
        }

        test("between runs the wait doubles, to five hours at most, and after ten runs the work has failed") {
            val starts = runsWith(BackoffCriteria())
            starts.take(5) shouldContainExactly listOf(0.seconds, 30.seconds, 90.seconds, 210.seconds, 450.seconds)
            starts.size shouldBe 10
            BackoffCriteria().before(retry = 1000) shouldBe 5.hours
        }

        test("a linear wait grows by the same every time") {
            val starts = runsWith(BackoffCriteria(BackoffPolicy.LINEAR, initial = 10.seconds, maxRuns = 4))
            starts shouldContainExactly listOf(0.seconds, 10.seconds, 30.seconds, 60.seconds)
        }

        test("work waits until all constraints are met") {
            runTest {
                openStore(newFile()).use { store ->
                    val device = MutableStateFlow(setOf(Condition.CHARGING))
                    val constraints = Constraints(Condition.NETWORK, Condition.UNMETERED)
                    val scheduler = WorkScheduler(store, device, constraints, clock = virtualClock())
                    val started = async { scheduler.run { WorkResult.SUCCESS }.let { now } }
                    delay(1.minutes)
                    scheduler.state.value shouldBe WorkState.BLOCKED
                    device.value += Condition.NETWORK
                    delay(1.minutes)
                    device.value += Condition.UNMETERED
                    started.await() shouldBe 2.minutes
                    scheduler.state.value shouldBe WorkState.SUCCEEDED
                }
            }
        }

        test("when a constraint ceases to be met the run is cancelled, and another one begins once it is again") {
            runTest {
                openStore(newFile()).use { store ->
                    val device = MutableStateFlow(setOf(Condition.NETWORK))
                    val scheduler = WorkScheduler(store, device, clock = virtualClock())
                    val events = ArrayList<String>()
                    val work =
                        async {
                            scheduler.run {
                                events.add("began at $now")
                                try {
                                    delay(1.minutes)
                                } finally {
                                    events.add("ended at $now")
                                }
                                WorkResult.SUCCESS
                            }
                        }
                    delay(20.seconds)
                    device.value = emptySet()
                    delay(10.seconds)
                    device.value = setOf(Condition.NETWORK)
                    work.await() shouldBe WorkResult.SUCCESS
                    events shouldContainExactly
                        listOf("began at 0s", "ended at 20s", "began at 30s", "ended at 1m 30s")
                    store.retries shouldBe 0
                }
            }
        }

        test("a process that died during the backoff waits for the rest of it") {
            runTest {
                val file = newFile()
                openStore(file).use { store ->
                    val job = launch { WorkScheduler(store, allThere, clock = virtualClock()).run { WorkResult.RETRY } }
                    delay(40.seconds)
                    store.retries shouldBe 2
                    job.cancelAndJoin()
                }
                delay(10.seconds)
                openStore(file).use { store ->
                    WorkScheduler(store, allThere, clock = virtualClock()).run { WorkResult.SUCCESS }
                    now shouldBe 90.seconds
                }
            }
        }

        test("a clock that was set back delays the next run no longer than the longest wait") {
            runTest {
                openStore(newFile()).use { store ->
                    store.scheduleRetry(virtualClock().now() + 1000.hours)
                    WorkScheduler(store, allThere, clock = virtualClock()).run { WorkResult.SUCCESS }
                    now shouldBe 5.hours
                }
            }
        }

        test("to cancel the work is to cancel the run") {
            runTest {
                openStore(newFile()).use { store ->
                    var isOver = false
                    val worker: suspend () -> WorkResult = {
                        try {
                            awaitCancellation()
                        } finally {
                            isOver = true
                        }
                    }
                    val job = launch { WorkScheduler(store, allThere, clock = virtualClock()).run(worker) }
                    runCurrent()
                    job.cancelAndJoin()
                    isOver shouldBe true
                }
            }
        }
    })

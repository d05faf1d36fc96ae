package dev.proxyrotator.samples.background.demo

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.samples.background.BodyFolder
import dev.proxyrotator.samples.background.Condition
import dev.proxyrotator.samples.background.Constraints
import dev.proxyrotator.samples.background.FetchItem
import dev.proxyrotator.samples.background.FetchProgress
import dev.proxyrotator.samples.background.FetchWorker
import dev.proxyrotator.samples.background.RotatorFetcher
import dev.proxyrotator.samples.background.WorkResult
import dev.proxyrotator.samples.background.WorkScheduler
import dev.proxyrotator.samples.background.WorkState
import dev.proxyrotator.samples.background.WorkStore
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.distinctUntilChangedBy
import kotlinx.coroutines.launch
import java.nio.file.Path

/** A list of [items] with all that is around it: what an app's `Application` would put together. */
internal class BackgroundWork(
    private val items: List<FetchItem>,
    private val proxies: List<String>,
    state: Path,
    private val concurrency: Int,
    private val hasSwitches: Boolean,
) {
    private val bodies = BodyFolder(state.resolve(BODIES))
    private val journal = state.resolve(JOURNAL)
    private val device = SwitchedDevice(if (hasSwitches) emptySet() else Condition.entries.toSet())
    private val constraints = Constraints(*Condition.entries.toTypedArray())
    private var lastTold = ""

    /** Prints what happens, line by line. */
    suspend fun run(): WorkResult =
        WorkStore.open(journal).use { store ->
            store.enqueue(items)
            if (hasSwitches) device.follow(System.`in`.bufferedReader())
            ProxyRotator(proxies).use { rotator ->
                val worker = FetchWorker(store, bodies, RotatorFetcher(rotator), concurrency)
                val scheduler = WorkScheduler(store, device.conditions, constraints)
                watched(store, worker, scheduler) { scheduler.run(worker::doWork) }
            }
        }

    private suspend fun watched(
        store: WorkStore,
        worker: FetchWorker,
        scheduler: WorkScheduler,
        work: suspend () -> WorkResult,
    ): WorkResult =
        coroutineScope {
            val states = launch(start = CoroutineStart.UNDISPATCHED) { scheduler.state.collect { tell(it, store) } }
            val progress =
                launch(start = CoroutineStart.UNDISPATCHED) {
                    worker.progress
                        .distinctUntilChangedBy { listOf(it.done, it.failed, it.bytes / STEP, it.lastProblem) }
                        .collect(::tell)
                }
            val result = work()
            states.cancel()
            progress.cancel()
            tell(worker.progress.value)
            store.failed().forEach { (name, reason) -> println("never came: $name ($reason)") }
            result
        }

    private fun tell(
        state: WorkState,
        store: WorkStore,
    ) {
        when (state) {
            WorkState.BLOCKED ->
                println(WAITING + constraints.missing(device.conditions.value).joinToString().lowercase())

            WorkState.ENQUEUED -> store.due?.let { println("next run at $it") }

            WorkState.RUNNING, WorkState.SUCCEEDED, WorkState.FAILED -> Unit
        }
    }

    private fun tell(progress: FetchProgress) {
        val line = "${progress.done} of ${progress.total} done, ${progress.bytes / BYTES_PER_KILOBYTE} kB"
        val failed = if (progress.failed > 0) ", ${progress.failed} will never come" else ""
        val told = line + failed + progress.lastProblem?.let { "; last problem: $it" }.orEmpty()
        if (told != lastTold) println(told)
        lastTold = told
    }

    companion object {
        const val BODIES = "bodies"
        const val JOURNAL = "journal"
        const val WAITING = "waiting for "
        private const val STEP = 100_000
        private const val BYTES_PER_KILOBYTE = 1000
    }
}

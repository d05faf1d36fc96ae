package dev.proxyrotator.samples.background

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.transformLatest
import kotlin.time.Clock
import kotlin.time.Duration

/** `WorkInfo.State`. */
enum class WorkState {
    /** Waits until the next run is due. */
    ENQUEUED,

    /** Waits for the constraints to be met. */
    BLOCKED,

    RUNNING,

    SUCCEEDED,

    FAILED,
}

/** What WorkManager does for a worker, for programs that have none: runs it when it may, and again when it asks. */
class WorkScheduler(
    private val store: WorkStore,
    private val device: StateFlow<Set<Condition>>,
    private val constraints: Constraints = Constraints(Condition.NETWORK),
    private val backoff: BackoffCriteria = BackoffCriteria(),
    private val clock: Clock = Clock.System,
) {
    private val current = MutableStateFlow(WorkState.ENQUEUED)

    val state: StateFlow<WorkState> = current.asStateFlow()

    /** Returns when the work has succeeded or failed. Cancelling stops the [worker] and leaves what is done as it is. */
    suspend fun run(worker: suspend () -> WorkResult): WorkResult {
        while (true) {
            current.value = WorkState.ENQUEUED
            delay(untilDue())
            val result = runWhileMet(worker)
            val isOver = result != WorkResult.RETRY || store.retries + 1 >= backoff.maxRuns
            if (isOver) return if (result == WorkResult.SUCCESS) succeeded() else failed()
            store.scheduleRetry(clock.now() + backoff.before(store.retries + 1))
        }
    }

    /** A process that was killed while it waited waits for the rest; never longer, should the clock have been set back. */
    private fun untilDue(): Duration =
        store.due?.let { (it - clock.now()).coerceAtMost(backoff.longest) } ?: Duration.ZERO

    /** When the constraints cease to be met the run is cancelled, and once they are met again there is another. */
    @OptIn(ExperimentalCoroutinesApi::class)
    private suspend fun runWhileMet(worker: suspend () -> WorkResult): WorkResult =
        device
            .map(constraints::areMet)
            .distinctUntilChanged()
            .transformLatest { areMet ->
                current.value = if (areMet) WorkState.RUNNING else WorkState.BLOCKED
                if (areMet) emit(worker())
            }.first()

    private fun succeeded() = WorkResult.SUCCESS.also { current.value = WorkState.SUCCEEDED }

    private fun failed() = WorkResult.FAILURE.also { current.value = WorkState.FAILED }
}

package dev.proxyrotator.samples.background

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit
import java.io.IOException

/**
 * Fetches whatever is in the queue. This is the `doWork` of a `CoroutineWorker`, and nothing here needs Android:
 *
 * | here | in WorkManager |
 * |---|---|
 * | [FetchWorker], [WorkResult] | `CoroutineWorker`, `ListenableWorker.Result` |
 * | [FetchItem], [WorkStore] | `WorkRequest` with unique name and tags, the database they are in |
 * | [Constraints], [Condition] | `Constraints`, what `ConnectivityManager` and `BatteryManager` tell |
 * | [BackoffCriteria] | `setBackoffCriteria`, `runAttemptCount` |
 * | [FetchProgress], [WorkState] | `setProgress`, `WorkInfo.State` |
 * | [WorkScheduler] | WorkManager itself, where there is none |
 *
 * In an app, where WorkManager does the scheduling. Store, folder and rotator are the app's, one of each for all workers;
 * whoever has something to fetch calls [WorkStore.enqueue].
 *
 * ```
 * class Sync(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
 *     override suspend fun doWork(): Result {
 *         val app = applicationContext as App
 *         return when (FetchWorker(app.store, app.bodies, RotatorFetcher(app.rotator)).doWork()) {
 *             WorkResult.SUCCESS -> Result.success()
 *             WorkResult.RETRY -> Result.retry()
 *             WorkResult.FAILURE -> Result.failure()
 *         }
 *     }
 * }
 * ```
 *
 * **What "not twice" means.** Once a body is whole and in its place, its URL is never requested again, whenever the
 * process dies. A request that is under way when it dies is asked again by the next run: from where the part on the disk
 * ends, if the target gave that content an `ETag` or a date that will do and still serves the same; otherwise from the
 * beginning. The target may then see it twice, which is why items are fetched by GET, which is free to be repeated (RFC
 * 9110 §9.2.2), and by nothing else.
 */
class FetchWorker(
    private val store: WorkStore,
    private val bodies: BodyFolder,
    private val fetcher: Fetcher,
    private val maxConcurrent: Int = 4,
    /** Only what has this tag is fetched: pictures on an unmetered network, say. `null`, the default, is everything. */
    private val tag: String? = null,
) {
    private val current = MutableStateFlow(store.progress(tag))

    val progress: StateFlow<FetchProgress> = current.asStateFlow()

    /** One run. It may be cancelled at any time, and the next one goes on from there. */
    suspend fun doWork(): WorkResult {
        try {
            recordWhatIsThere()
            current.value = store.progress(tag)
            fetchPending()
        } catch (_: IOException) {
            // The journal cannot be written to: the disk is full, say. What is not recorded is found by the next run.
            return WorkResult.RETRY
        }
        return when {
            store.pending(tag).isNotEmpty() -> WorkResult.RETRY
            store.failed(tag).isNotEmpty() -> WorkResult.FAILURE
            else -> WorkResult.SUCCESS
        }
    }

    /** The process may have died, or the work been cancelled, between a file's move to its place and its record. */
    private suspend fun recordWhatIsThere() {
        for (item in store.pending(tag)) bodies.sizeOf(item)?.let { complete(item, it) }
    }

    private suspend fun fetchPending() {
        val slots = Semaphore(maxConcurrent)
        coroutineScope {
            for (item in store.pending(tag)) launch { slots.withPermit { fetch(item) } }
        }
    }

    private suspend fun fetch(item: FetchItem) {
        var counted = 0L
        val count = { bytes: Long ->
            val more = bytes - counted
            counted = bytes
            current.update { it.copy(bytes = it.bytes + more) }
        }
        try {
            val bytes = fetcher.fetch(item, bodies.fileOf(item), count)
            count(bytes)
            complete(item, bytes)
        } catch (cancelled: CancellationException) {
            throw cancelled
        } catch (failure: Exception) {
            judge(item, verdictOn(failure))
        }
    }

    private suspend fun complete(
        item: FetchItem,
        bytes: Long,
    ) {
        bodies.force()
        store.complete(item, bytes)
        current.update { it.copy(done = it.done + 1) }
    }

    private suspend fun judge(
        item: FetchItem,
        verdict: Verdict,
    ) {
        if (verdict.isFinal) store.fail(item, verdict.reason)
        current.update {
            it.copy(failed = it.failed + if (verdict.isFinal) 1 else 0, lastProblem = "${item.name}: ${verdict.reason}")
        }
    }
}

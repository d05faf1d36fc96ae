package dev.proxyrotator.samples.background

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import java.io.Closeable
import java.nio.file.Path
import kotlin.time.Instant

/**
 * WorkManager's database: what is to be fetched, and what has become of it. Whatever changes is on the disk, in the
 * [Journal], before it can be seen here.
 *
 * URLs are in it as they are: keep it where only the app can read, such as `context.filesDir`.
 */
class WorkStore private constructor(
    private val journal: Journal,
    private val dispatcher: CoroutineDispatcher,
) : Closeable {
    private val items = LinkedHashMap<String, FetchItem>()
    private val completed = LinkedHashMap<String, Long>()
    private val failed = LinkedHashMap<String, String>()
    private var lastRetry: WorkRecord.RetryScheduled? = null

    init {
        journal.lines.forEach { apply(WorkRecord.fromJson(it)) }
    }

    /** `enqueueUniqueWork` with `ExistingWorkPolicy.KEEP`: an item whose name is known stays what it is. */
    suspend fun enqueue(items: List<FetchItem>) =
        record {
            val unknown = items.filter { it.name !in this.items }.distinctBy { it.name }
            if (unknown.isEmpty()) null else WorkRecord.Enqueued(unknown)
        }

    /** From here on the item is never asked for again. */
    suspend fun complete(
        item: FetchItem,
        bytes: Long,
    ) = record { WorkRecord.Completed(item.name, bytes) }

    suspend fun fail(
        item: FetchItem,
        reason: String,
    ) = record { WorkRecord.Failed(item.name, reason) }

    suspend fun scheduleRetry(due: Instant) = record { WorkRecord.RetryScheduled(retries + 1, due) }

    /** How many retries the worker has asked for since something was enqueued. */
    val retries: Int get() = synchronized(this) { lastRetry?.retry ?: 0 }

    /** When the next run is due; `null` when at once. */
    val due: Instant? get() = synchronized(this) { lastRetry?.due }

    /** What is still to be fetched, in the order in which it was enqueued; with a [tag], of what has it. */
    fun pending(tag: String? = null): List<FetchItem> =
        synchronized(this) { tagged(tag).filter { it.name !in completed && it.name !in failed } }

    /** The names of what is fetched. */
    fun completed(): Set<String> = synchronized(this) { completed.keys.toSet() }

    /** Why what will never come does not, by name; with a [tag], of what has it. */
    fun failed(tag: String? = null): Map<String, String> =
        synchronized(this) {
            val names = tagged(tag).map { it.name }.toSet()
            failed.filterKeys { it in names }
        }

    fun progress(tag: String? = null): FetchProgress =
        synchronized(this) {
            val all = tagged(tag)
            val sizes = all.mapNotNull { completed[it.name] }
            FetchProgress(sizes.size, failed(tag).size, all.size, sizes.sum())
        }

    override fun close() = synchronized(this) { journal.close() }

    private fun tagged(tag: String?): List<FetchItem> = items.values.filter { tag == null || tag in it.tags }

    /** To its end, even when the work is cancelled meanwhile. */
    private suspend fun record(next: () -> WorkRecord?) {
        withContext(NonCancellable + dispatcher) {
            synchronized(this@WorkStore) {
                next()?.let {
                    journal.append(it.toJson())
                    apply(it)
                }
            }
        }
    }

    private fun apply(record: WorkRecord) {
        when (record) {
            is WorkRecord.Completed -> completed[record.name] = record.bytes

            is WorkRecord.Failed -> failed[record.name] = record.reason

            is WorkRecord.RetryScheduled -> lastRetry = record

            is WorkRecord.Enqueued -> {
                record.items.forEach { items[it.name] = it }
                lastRetry = null
            }
        }
    }

    companion object {
        /** Goes on with what is in the journal at [path], or begins it. Blocks. */
        fun open(
            path: Path,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): WorkStore = Journal.open(path).let { journal -> WorkStore(journal, dispatcher) }
    }
}

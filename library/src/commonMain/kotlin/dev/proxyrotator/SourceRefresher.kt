package dev.proxyrotator

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.rotation.RotationEngine
import dev.proxyrotator.source.Provenance
import dev.proxyrotator.source.ProxyListProblem
import dev.proxyrotator.source.ProxyListReading
import dev.proxyrotator.source.ProxySource
import dev.proxyrotator.source.ProxySourceException
import dev.proxyrotator.source.RefreshPolicy
import dev.proxyrotator.source.RefreshResult
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import kotlin.random.Random
import kotlin.time.Duration

/** Keeps a pool as its sources say. What it does in the background ends with the [engine]. */
internal class SourceRefresher(
    private val engine: RotationEngine,
    private val random: Random,
) {
    private val pool = engine.pool
    private val provenance = Provenance()

    /** One list at a time is taken over; they are loaded side by side. */
    private val turn = Mutex()

    private val background = CoroutineScope(engine.dispatcher + SupervisorJob(engine.coroutineContext.job))
    private val log = engine.events.log

    suspend fun refresh(
        source: ProxySource,
        policy: RefreshPolicy,
    ): RefreshResult {
        engine.checkOpen()
        return withContext(engine.dispatcher) {
            val loaded = load(source)
            turn.withLock {
                engine.checkOpen()
                loaded.fold(
                    { take(source, it, policy) },
                    { unchanged(source, emptyList(), it as ProxySourceException) },
                )
            }
        }
    }

    fun refreshEvery(
        source: ProxySource,
        interval: Duration,
        policy: RefreshPolicy,
        onResult: (RefreshResult) -> Unit,
    ): Job {
        require(interval.isPositive()) { "interval must be positive, was $interval" }
        engine.checkOpen()
        return background.launch {
            while (true) {
                report(refresh(source, policy), onResult)
                // So that many of them that were started together do not stay together.
                delay(interval * (1 + JITTER * (2 * random.nextDouble() - 1)))
            }
        }
    }

    private fun report(
        result: RefreshResult,
        onResult: (RefreshResult) -> Unit,
    ) {
        result.error?.let { log.listKept(pool.name, it) }
        try {
            onResult(result)
        } catch (cancelled: CancellationException) {
            throw cancelled
        } catch (failed: Exception) {
            log.refreshListenerFailed(pool.name, failed)
        }
    }

    private suspend fun load(source: ProxySource): Result<ProxyListReading> =
        try {
            Result.success(source.load())
        } catch (failed: ProxySourceException) {
            Result.failure(failed)
        } catch (cancelled: CancellationException) {
            currentCoroutineContext().ensureActive()
            Result.failure(ProxySourceException(SOURCE, "was cancelled", cancelled))
        } catch (failed: Exception) {
            engine.checkOpen()
            Result.failure(ProxySourceException(SOURCE, "failed: ${failed::class.simpleName}", failed))
        }

    /** Without a place to be cancelled at: either all of it is done or nothing. */
    private fun take(
        source: ProxySource,
        reading: ProxyListReading,
        policy: RefreshPolicy,
    ): RefreshResult {
        val change = provenance.change(source, reading.proxies.distinct())
        val named = provenance.namedBy(source)
        distrust(change, named, policy)?.let { return unchanged(source, reading.problems, it) }
        val (known, fresh) = change.added.partition { it in pool }
        val knownIds = known.mapTo(HashSet()) { it.id }
        val gone = provenance.take(change) { it.id in knownIds }
        val additions = PoolAdditions(engine)
        val room = (pool.maxProxies - pool.size).coerceAtLeast(0)
        additions.add(fresh.take(room))
        val removed = gone.filter(::remove)
        additions.add(fresh.drop(room))
        provenance.refused(source, additions.refused)
        val problems = reading.problems + additions.problems
        return RefreshResult(additions.added, removed, named - change.dropped.size, problems)
    }

    private fun distrust(
        change: Provenance.Change,
        named: Int,
        policy: RefreshPolicy,
    ): ProxySourceException? {
        val replaced = change.dropped.size
        return when {
            change.proxies.isEmpty() -> {
                ProxySourceException(LIST, "names no proxy that can be used")
            }

            replaced > policy.replaceable(named) -> {
                ProxySourceException(
                    LIST,
                    "lacks $replaced of the $named proxies it named before, more than one refresh may " +
                        "take out; see RefreshPolicy.maxReplaced",
                )
            }

            else -> {
                null
            }
        }
    }

    private fun unchanged(
        source: ProxySource,
        problems: List<ProxyListProblem>,
        error: ProxySourceException,
    ) = RefreshResult(emptyList(), emptyList(), provenance.namedBy(source), problems, error)

    /** Whether it still was there. */
    private fun remove(proxy: Proxy): Boolean =
        try {
            pool.remove(proxy.id)
            true
        } catch (_: NoSuchElementException) {
            // Removed by hand.
            false
        }

    private companion object {
        const val JITTER = 0.2
        const val SOURCE = "The source of proxies"
        const val LIST = "The list of proxies"
    }
}

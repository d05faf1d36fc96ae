package dev.proxyrotator.engine.net

import dev.proxyrotator.testkit.GENEROUS
import dev.proxyrotator.testkit.Observed
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Delay
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.Runnable
import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration

/** Runs coroutines on [Dispatchers.Default], but their waits end only when a test says so. */
@OptIn(InternalCoroutinesApi::class)
internal class StoppedClock :
    CoroutineDispatcher(),
    Delay {
    private class Wait(
        val milliseconds: Long,
        val end: () -> Unit,
    )

    private val observed = Observed()
    private val waits = LinkedHashSet<Wait>()

    /** Blocks until [count] at least wait for [duration]. */
    fun awaitWait(
        duration: Duration,
        count: Int = 1,
    ) = observed.await(GENEROUS, { "no $count waits of $duration" }) { waits.count { it.isFor(duration) } >= count }

    /** Ends the waits for [duration], as if it were over. */
    fun end(duration: Duration) =
        observed
            .change { waits.filter { it.isFor(duration) }.also { waits.removeAll(it.toSet()) } }
            .forEach { it.end() }

    override fun dispatch(
        context: CoroutineContext,
        block: Runnable,
    ) = Dispatchers.Default.dispatch(context, block)

    override fun scheduleResumeAfterDelay(
        timeMillis: Long,
        continuation: CancellableContinuation<Unit>,
    ) {
        val handle = add(timeMillis) { continuation.resume(Unit) { _, _, _ -> } }
        continuation.invokeOnCancellation { handle.dispose() }
    }

    override fun invokeOnTimeout(
        timeMillis: Long,
        block: Runnable,
        context: CoroutineContext,
    ): DisposableHandle = add(timeMillis) { block.run() }

    private fun add(
        timeMillis: Long,
        end: () -> Unit,
    ): DisposableHandle {
        val wait = Wait(timeMillis, end)
        observed.change { waits.add(wait) }
        return DisposableHandle { observed.change { waits.remove(wait) } }
    }

    private fun Wait.isFor(duration: Duration) = milliseconds == duration.inWholeMilliseconds
}

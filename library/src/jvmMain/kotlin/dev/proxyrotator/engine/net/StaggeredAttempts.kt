package dev.proxyrotator.engine.net

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** How long an attempt is waited for before the next one is made beside it (RFC 8305 §5). */
internal val STAGGER: Duration = 250.milliseconds

/**
 * Makes [count] attempts, each as soon as the one before has failed or [STAGGER] after it was made, until one succeeds
 * (RFC 8305 §5). The others are then over, and what they brought all the same is [closed][close].
 *
 * @throws IOException what the attempt that failed last threw, when all have failed
 */
internal suspend fun <T : Any> firstOfStaggered(
    count: Int,
    close: (T) -> Unit,
    attempt: suspend (index: Int) -> T,
): T {
    if (count == 1) return attempt(0)
    val attempts = StaggeredAttempts(count, close, attempt)
    try {
        return attempts.run()
    } catch (error: Throwable) {
        attempts.closeWinner()
        throw error
    }
}

private class StaggeredAttempts<T : Any>(
    private val count: Int,
    private val close: (T) -> Unit,
    private val attempt: suspend (index: Int) -> T,
) {
    private val winner = AtomicReference<T?>()
    private val failed = AtomicInteger()
    private val decided = CompletableDeferred<Unit>()

    suspend fun run(): T =
        coroutineScope {
            for (index in 0 until count) {
                val latest = launch { make(index) }
                if (index < count - 1) {
                    withTimeoutOrNull(STAGGER) {
                        select {
                            decided.onJoin {}
                            latest.onJoin {}
                        }
                    }
                }
                if (decided.isCompleted) break
            }
            decided.await()
            coroutineContext.cancelChildren()
            checkNotNull(winner.get())
        }

    /** Nobody is there any more to take it. */
    fun closeWinner() {
        winner.get()?.let(close)
    }

    private suspend fun make(index: Int) {
        val result =
            try {
                attempt(index)
            } catch (error: IOException) {
                if (failed.incrementAndGet() == count) decided.completeExceptionally(error)
                return
            }
        if (winner.compareAndSet(null, result)) decided.complete(Unit) else close(result)
    }
}

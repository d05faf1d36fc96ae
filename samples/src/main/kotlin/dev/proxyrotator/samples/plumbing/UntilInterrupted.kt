package dev.proxyrotator.samples.plumbing

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.concurrent.thread
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * The exit status that [block] returns. Ctrl-C cancels it like any coroutine, and waits up to [patience] until it has put
 * its things away.
 */
internal fun untilInterrupted(
    patience: Duration = 3.seconds,
    block: suspend () -> Int,
): Int =
    runBlocking {
        val work = async { block() }
        val onInterrupt =
            thread(start = false) {
                work.cancel()
                runBlocking { withTimeoutOrNull(patience) { work.join() } }
            }
        Runtime.getRuntime().addShutdownHook(onInterrupt)
        try {
            work.await().also { Runtime.getRuntime().removeShutdownHook(onInterrupt) }
        } catch (_: CancellationException) {
            INTERRUPTED
        }
    }

/** What a shell expects of a process that SIGINT ended. */
private const val INTERRUPTED = 130

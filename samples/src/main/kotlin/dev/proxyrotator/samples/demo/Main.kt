package dev.proxyrotator.samples.demo

import com.github.ajalt.mordant.terminal.Terminal
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.concurrent.thread
import kotlin.system.exitProcess
import kotlin.time.Duration.Companion.seconds

/** `mvn -q -Pdemo`. */
fun main(arguments: Array<String>) {
    exitProcess(untilInterrupted { Demo(terminal()).run(arguments.toList()) })
}

private fun terminal(): Terminal {
    val detected = Terminal(nonInteractiveWidth = 160)
    // A pseudo-terminal that nobody gave a size says it has no columns at all.
    return if (detected.size.width > 0) detected else Terminal(width = 80)
}

/** Ctrl-C cancels [block] like any coroutine and waits until it has put its things away. */
private fun untilInterrupted(block: suspend () -> Int): Int =
    runBlocking {
        val work = async { block() }
        val onInterrupt =
            thread(start = false) {
                work.cancel()
                runBlocking { withTimeoutOrNull(3.seconds) { work.join() } }
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

package dev.proxyrotator.benchmarks.process

import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import kotlin.concurrent.thread
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * A JVM of its own with the class path of this one, for something that must not share its heap, threads or compiled
 * code with what is measured beside it. It takes commands and answers them, one line each. It ends with this object or
 * with this process, however that ends.
 */
internal class ChildProcess(
    private val mainClass: String,
    arguments: List<String>,
    jvmOptions: List<String> = emptyList(),
) : AutoCloseable {
    private val process: Process =
        ProcessBuilder(command(mainClass, arguments, jvmOptions))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
    private val answers = process.inputStream.bufferedReader()
    private val commands = process.outputStream.bufferedWriter()
    private val onExit = thread(start = false) { process.destroyForcibly() }

    init {
        Runtime.getRuntime().addShutdownHook(onExit)
    }

    /** Sends [command] and waits at most [within] for the answer to it. */
    fun ask(
        command: String,
        within: Duration = 30.seconds,
    ): Answer {
        commands.write("$command\n")
        commands.flush()
        return readAnswer(within)
    }

    /**
     * Waits at most [within] for the next answer.
     *
     * @throws ChildFailedException when there is none
     */
    fun readAnswer(within: Duration = 30.seconds): Answer {
        val line = CompletableFuture.supplyAsync { answers.readLine() }
        try {
            return Answer.parse(line.get(within.inWholeMilliseconds, TimeUnit.MILLISECONDS) ?: throw ended())
        } catch (_: TimeoutException) {
            process.destroyForcibly()
            throw ChildFailedException("$mainClass did not answer within $within")
        } catch (error: ExecutionException) {
            throw ChildFailedException("$mainClass: ${error.cause}")
        }
    }

    override fun close() {
        process.destroyForcibly()
        process.waitFor()
        Runtime.getRuntime().removeShutdownHook(onExit)
    }

    private fun ended() = ChildFailedException("$mainClass ended with status ${process.waitFor()}")
}

/** A process that was started for a benchmark did not do its part. */
internal class ChildFailedException(
    message: String,
) : RuntimeException(message)

private fun command(
    mainClass: String,
    arguments: List<String>,
    jvmOptions: List<String>,
): List<String> {
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    val classPath = System.getProperty("java.class.path")
    return listOf(java) + jvmOptions + listOf("-cp", classPath, mainClass) + arguments
}

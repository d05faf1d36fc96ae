package dev.proxyrotator.testkit

import java.io.BufferedReader
import java.io.PrintWriter
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/**
 * A JVM of its own over the class path of the tests, with a limit of its own for memory and descriptors. It runs the
 * `main` of [mainClass]; what that says, on either stream, is read line by line.
 */
internal class ChildJvm(
    mainClass: String,
    arguments: List<String> = emptyList(),
    options: List<String> = emptyList(),
) : AutoCloseable {
    private val process: Process
    private val input: BufferedReader
    private val output: PrintWriter

    init {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val command =
            listOf(java) + options + logging() +
                listOf("-cp", System.getProperty("java.class.path"), mainClass) + arguments
        process = ProcessBuilder(command).redirectErrorStream(true).start()
        input = process.inputStream.bufferedReader()
        output = PrintWriter(process.outputStream, true)
    }

    fun tell(line: String) = output.println(line)

    /** What follows [prefix] in the next line that begins with it. */
    fun await(prefix: String): String {
        val passedOver = ArrayList<String>()
        while (true) {
            val line = input.readLine() ?: throw AssertionError("The child said no '$prefix' but $passedOver")
            if (line.startsWith(prefix)) return line.removePrefix(prefix)
            passedOver.add(line)
        }
    }

    /** A log on its standard output would hide what it says. */
    private fun logging(): List<String> = listOfNotNull(System.getProperty(LOG_FILE)?.let { "-D$LOG_FILE=$it" })

    /** Blocks until the child has ended well. */
    fun awaitSuccess() {
        val rest = input.readText()
        check(process.waitFor() == 0) { "The child ended with ${process.exitValue()}: $rest" }
    }

    /** A child that still runs is ended. */
    override fun close() {
        process.destroyForcibly()
        process.waitFor(GENEROUS.inWholeSeconds, TimeUnit.SECONDS)
    }

    private companion object {
        const val LOG_FILE = "logback.configurationFile"
    }
}

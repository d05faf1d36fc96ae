package dev.proxyrotator.samples.background.demo

import java.io.BufferedReader
import java.io.File
import java.io.PrintWriter
import java.net.URLClassLoader
import java.nio.file.Path
import java.nio.file.Paths

/** This program once more, in a process of its own that can be killed. Each line it prints goes to [onLine]. */
internal class ChildProcess(
    arguments: List<String>,
    log: Path,
    private val onLine: (String) -> Unit,
) : AutoCloseable {
    private val process: Process
    private val output: BufferedReader
    private val input: PrintWriter

    init {
        val java = Paths.get(System.getProperty("java.home"), "bin", "java").toString()
        val options = listOf("-XX:TieredStopAtLevel=1", "-Dfetcher.console=OFF", "-Dfetcher.log=$log")
        val command = listOf(java) + options + listOf("-cp", classPath(), MAIN) + arguments
        process = ProcessBuilder(command).redirectErrorStream(true).start()
        output = process.inputStream.bufferedReader()
        input = PrintWriter(process.outputStream, true)
    }

    fun tell(line: String) = input.println(line)

    /** Blocks until the child prints a line that is [expected]. */
    fun await(expected: (String) -> Boolean) {
        while (true) {
            val line = checkNotNull(output.readLine()) { "The process ended by itself, with ${process.waitFor()}" }
            onLine(line)
            if (expected(line)) return
        }
    }

    /** Blocks until the child has ended; its exit status. */
    fun awaitEnd(): Int {
        output.forEachLine(onLine)
        return process.waitFor()
    }

    /** Kills it, as the system kills an app for its memory: nothing of it gets to run any more. */
    override fun close() {
        process.destroyForcibly().waitFor()
    }

    private companion object {
        const val MAIN = "dev.proxyrotator.samples.BackgroundFetchKt"

        /** Maven runs a sample in its own process, with a class loader in place of a class path. */
        fun classPath(): String {
            val loader = ChildProcess::class.java.classLoader as? URLClassLoader
            val entries = loader?.urLs?.map { File(it.toURI()).path }
            return entries?.joinToString(File.pathSeparator) ?: System.getProperty("java.class.path")
        }
    }
}

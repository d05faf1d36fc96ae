package dev.proxyrotator.integration

import java.io.IOException
import java.net.InetSocketAddress
import java.net.Socket
import java.util.Collections
import java.util.concurrent.TimeUnit
import java.util.stream.Collectors
import kotlin.io.path.readText
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeMark
import kotlin.time.TimeSource

/** A program that was started in the foreground and accepts connections. */
internal class RunningServer private constructor(
    private val name: String,
    private val workshop: Workshop,
    command: List<String>,
) {
    private val output = workshop.file("$name.output")

    val process: Process =
        ProcessBuilder(command)
            .directory(workshop.directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()

    private fun awaitListening(address: InetSocketAddress) {
        val patience = TimeSource.Monotonic.markNow() + PATIENCE
        while (!accepts(address)) check(isWorthWaiting(patience)) { "$name does not listen: ${output.readText()}" }
    }

    /** A program that ended will not listen any more; one that still begins gets a moment. */
    private fun isWorthWaiting(patience: TimeMark): Boolean =
        !process.waitFor(MOMENT, TimeUnit.MILLISECONDS) && patience.hasNotPassedNow()

    private fun accepts(address: InetSocketAddress): Boolean =
        try {
            Socket().use { it.connect(address) }
            true
        } catch (_: IOException) {
            false
        }

    fun kill() {
        process.descendants().forEach { it.destroyForcibly() }
        process.destroyForcibly().waitFor()
    }

    /** Asks it to end, and those it began; whoever does not is ended. */
    private fun stop() {
        val all = process.descendants().collect(Collectors.toList()) + process.toHandle()
        process.destroy()
        if (!process.waitFor(STOPPING, TimeUnit.SECONDS)) process.destroyForcibly()
        all.filter { it.isAlive }.forEach { it.destroyForcibly() }
    }

    companion object {
        private const val MOMENT = 20L
        private const val STOPPING = 3L
        private val PATIENCE = 60.seconds
        private val running = Collections.synchronizedList(ArrayList<RunningServer>())

        /** Starts [command] and returns when something listens on all [ports]. */
        fun start(
            name: String,
            workshop: Workshop,
            command: List<String>,
            ports: List<InetSocketAddress>,
        ): RunningServer {
            val server = RunningServer(name, workshop, command)
            running.add(server)
            ports.forEach(server::awaitListening)
            return server
        }

        fun stopAll() {
            running.toList().forEach { it.stop() }
        }
    }
}

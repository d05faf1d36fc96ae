package dev.proxyrotator.secrecy

import jdk.jfr.Recording
import jdk.jfr.consumer.RecordedEvent
import jdk.jfr.consumer.RecordedObject
import jdk.jfr.consumer.RecordedThread
import jdk.jfr.consumer.RecordingFile
import java.nio.file.Files
import java.nio.file.Path

private val errors = listOf("jdk.JavaExceptionThrow", "jdk.JavaErrorThrow")

/** It quotes what it was to read. Whoever reads what others wrote catches it, and passes on a message of its own. */
private const val QUOTES = "kotlinx.serialization.json.JsonDecodingException"

private val threads = listOf("jdk.ThreadStart", "jdk.ThreadEnd")

/**
 * Looks at the message of every exception that is created in this JVM, caught or not, and at the name of every thread:
 * the JVM writes them down, [close] reads them.
 */
internal class FlightWatch(
    private val alarm: CanaryAlarm,
) : AutoCloseable {
    private val recording = Recording()

    init {
        (errors + threads).forEach { recording.enable(it).withoutStackTrace() }
        recording.isToDisk = true
        recording.start()
    }

    override fun close() {
        val file = Files.createTempFile("canary", ".jfr")
        try {
            recording.stop()
            recording.dump(file)
            recording.close()
            read(file)
        } finally {
            Files.deleteIfExists(file)
        }
    }

    private fun read(file: Path) =
        RecordingFile(file).use { events ->
            while (events.hasMoreEvents()) look(events.readEvent())
        }

    private fun look(event: RecordedEvent) {
        if (event.eventType.name in errors) {
            val type = event.getClass("thrownClass")?.name ?: "a class that is gone"
            if (type != QUOTES) alarm.look("the message", type, event.getString("message"), event.startTime)
        }
        threadsOf(event).forEach { alarm.look("a thread name", "the JVM", it.javaName ?: it.osName, event.startTime) }
    }

    private fun threadsOf(event: RecordedObject): List<RecordedThread> =
        event.fields.filter { it.typeName == "java.lang.Thread" }.mapNotNull { event.getThread(it.name) }
}

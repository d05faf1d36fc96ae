package dev.proxyrotator.secrecy

import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.testkit.Canary
import io.kotest.core.listeners.AfterProjectListener
import io.kotest.core.listeners.AfterTestListener
import io.kotest.core.listeners.BeforeProjectListener
import io.kotest.core.listeners.BeforeTestListener
import io.kotest.core.test.TestCase
import io.kotest.engine.test.TestResult
import org.slf4j.Logger
import java.io.PrintStream

/**
 * Watches the whole run for the [Canary], with `-Dcanary=true`: logs, exceptions, threads, coroutines and both outputs.
 * Fails it at its end, naming what was found where and when, but not the secret.
 */
internal object CanaryListener : BeforeProjectListener, AfterProjectListener, BeforeTestListener, AfterTestListener {
    val isOn: Boolean = System.getProperty("canary").toBoolean()

    val alarm = CanaryAlarm(Canary.watch)

    private var watches = emptyList<AutoCloseable>()

    override suspend fun beforeProject() {
        watches =
            listOf(
                LogWatch(Logger.ROOT_LOGGER_NAME, alarm),
                FlightWatch(alarm),
                RedirectedOutputs(alarm),
            )
    }

    override suspend fun beforeAny(testCase: TestCase) =
        alarm.begin("${testCase.spec::class.simpleName}: ${testCase.name.name}")

    override suspend fun afterAny(
        testCase: TestCase,
        result: TestResult,
    ) {
        lookAtThreads(alarm)
        generateSequence(result.errorOrNull) { it.cause }.forEach { alarm.look("the failure", "the test", "$it") }
    }

    override suspend fun afterProject() {
        watches.forEach(AutoCloseable::close)
        System.err.println("Looked for the canary in ${alarm.looked}")
        val found = alarm.found
        if (found.isNotEmpty()) throw AssertionError("The canary got out:\n" + found.joinToString("\n"))
        listOf("a log line", "the message", "a thread name").forEach {
            check(alarm.looked.getOrDefault(it, 0) > 0) { "Nothing was seen of the kind '$it'" }
        }
    }
}

/** Looks at what listeners are told, too: its texts are made when they are asked for. */
internal fun ProxyRotatorBuilder.watchEvents() {
    if (CanaryListener.isOn) listener { CanaryListener.alarm.look("an event", "a rotator", it.toString()) }
}

private class RedirectedOutputs(
    alarm: CanaryAlarm,
) : AutoCloseable {
    private val output = System.out
    private val errors = System.err

    init {
        System.setOut(PrintStream(WatchedOutput(output, alarm, "standard output"), true, Charsets.UTF_8))
        System.setErr(PrintStream(WatchedOutput(errors, alarm, "standard error"), true, Charsets.UTF_8))
    }

    override fun close() {
        System.out.flush()
        System.err.flush()
        System.setOut(output)
        System.setErr(errors)
    }
}

/** The names of all that run now; with `-Dkotlinx.coroutines.debug=on` those of their coroutines are in them. */
internal fun lookAtThreads(alarm: CanaryAlarm) {
    val root = generateSequence(Thread.currentThread().threadGroup) { it.parent }.last()
    val threads = arrayOfNulls<Thread>(root.activeCount() * 2)
    repeat(root.enumerate(threads)) { alarm.look("a thread name", "the JVM", threads[it]?.name) }
}

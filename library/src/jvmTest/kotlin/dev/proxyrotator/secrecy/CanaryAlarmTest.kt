package dev.proxyrotator.secrecy

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.CanaryWatch
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.slf4j.LoggerFactory
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.PrintStream
import kotlin.concurrent.thread

private const val ROOT = "canary_alarm"

/** A secret of this test's own: the watch over the whole run has no part in it. */
private val mark = Canary.mark()

private fun alarm() = CanaryAlarm(CanaryWatch(mapOf("secret" to mark))).also { it.begin("this") }

class CanaryAlarmTest :
    FunSpec({
        test("B4 a line of the log is found, with its arguments and with what was thrown, down to the last cause") {
            val alarm = alarm()
            val logger = LoggerFactory.getLogger("$ROOT.lines")
            LogWatch(ROOT, alarm).use {
                logger.trace("said {}", mark.reversed())
                val error = IOException("outer", IOException(mark)).apply { addSuppressed(IOException("p=$mark")) }
                logger.warn("harmless", error)
            }
            logger.warn("afterwards $mark")
            alarm.found.shouldContainExactly(
                "the secret, in a logged error of $ROOT.lines, during \"this\"",
                "the secret, reversed, in a log argument of $ROOT.lines, during \"this\"",
                "the secret, reversed, in a log line of $ROOT.lines, during \"this\"",
            )
        }

        test("B4 the message of an exception that nobody ever sees is found, and the name of a thread that is gone") {
            val alarm = alarm()
            FlightWatch(alarm).use {
                runCatching { throw IllegalStateException("half of $mark") }
                thread(name = "thread-$mark") { }.join()
            }
            alarm.found.shouldContainExactlyInAnyOrder(
                "the secret, in the message of java.lang.IllegalStateException, during \"this\"",
                "the secret, in a thread name of the JVM, during \"this\"",
            )
        }

        test("B4 the name of a coroutine is found while it runs") {
            val alarm = alarm()
            withContext(Dispatchers.Default + CoroutineName("for-$mark")) { lookAtThreads(alarm) }
            alarm.found.shouldContainExactly("the secret, in a thread name of the JVM, during \"this\"")
        }

        test("B4 a secret behind a getter, in a cause or in what was suppressed is found") {
            val alarm = alarm()
            val error = IOException("outer", IllegalStateException("inner")).apply { addSuppressed(IOException(mark)) }
            SecrecyWalk(alarm).through(listOf(Proxy.parse("http://a.example").withTags(mark)), error)
            alarm.found.shouldContainExactly(
                "the secret, in JSON of Proxy, during \"this\"",
                "the secret, in a stack trace of what was handed in, during \"this\"",
                "the secret, in a text of Proxy.getTags, during \"this\"",
            )
        }

        test("B4 what is printed is found, in whatever pieces, and is printed all the same") {
            val alarm = alarm()
            val printed = ByteArrayOutputStream()
            PrintStream(WatchedOutput(PrintStream(printed), alarm, "output")).use {
                it.print("to " + mark.take(7))
                it.println(mark.drop(7))
                it.print("end")
            }
            printed.toString() shouldBe "to $mark\nend"
            alarm.found.shouldContainExactly("the secret, in a line of output, during \"this\"")
        }
    })

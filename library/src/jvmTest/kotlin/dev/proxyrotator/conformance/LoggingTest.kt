package dev.proxyrotator.conformance

import ch.qos.logback.classic.Level
import dev.proxyrotator.event.CapturedLog
import dev.proxyrotator.event.LogLevel
import dev.proxyrotator.rotation.VIRTUAL_TARGET
import dev.proxyrotator.rotation.VirtualRotator
import dev.proxyrotator.rotation.proxies
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** What the ids and the chances of a run put into a line, and coroutines that are debugged. */
private val CHANCE =
    Regex(" id=[0-9a-f]{16}| repeat_after_ms=\\S+| duration_ms=\\S+| cause=JobCancellationException")

private fun List<String>.withoutChance() = map { it.replace(CHANCE, "") }

/** A call with a failover, one that fails for good, one that is cancelled, a timed block. */
private suspend fun TestScope.somethingOfEverything(
    root: String,
    logLevel: LogLevel,
) = VirtualRotator(this, *proxies(2), configure = {
    logging {
        name = root
        level = logLevel
    }
    retry {
        maxAttempts = 1
        maxFailovers = 1
    }
}) {
    delay(5.milliseconds)
    if (request.url.encodedPath == "/slow") delay(1.minutes)
    if (number == 1 || request.url.encodedPath == "/none") refuse() else respond()
}.use { virtual ->
    val rotator = virtual.rotator
    rotator.get("${VIRTUAL_TARGET}path?secret=1")
    runCatching { rotator.get("${VIRTUAL_TARGET}none") }
    val job = launch { rotator.get("${VIRTUAL_TARGET}slow") }
    runCurrent()
    job.cancelAndJoin()
    rotator.timed("Total") { delay(1.seconds) }
    Unit
}

class LoggingTest :
    FunSpec({
        test("S3-7 at DEBUG the log has retries, errors and the performance of every call") {
            CapturedLog("conformance_debug").use { log ->
                runTest { somethingOfEverything("conformance_debug", LogLevel.DEBUG) }
                log.lines.withoutChance() shouldContainExactly
                    listOf(
                        "INFO pool: added count=2 size=2 proxies=http://p0.example:80,http://p1.example:80",
                        "DEBUG attempt: attempt number=1 proxy=http://p0.example:80 method=GET " +
                            "target=http://target.example/path failure=CONNECT phase=PROXY_CONNECT blame=PROXY " +
                            "error=ProxyUnreachableException waiting_ms=0.000",
                        "DEBUG call: call method=GET target=http://target.example/path status=200 attempts=2",
                        "DEBUG attempt: attempt number=1 proxy=http://p0.example:80 method=GET " +
                            "target=http://target.example/none failure=CONNECT phase=PROXY_CONNECT blame=PROXY " +
                            "error=ProxyUnreachableException waiting_ms=0.000",
                        "DEBUG attempt: attempt number=2 proxy=http://p1.example:80 method=GET " +
                            "target=http://target.example/none failure=CONNECT phase=PROXY_CONNECT blame=PROXY " +
                            "error=ProxyUnreachableException waiting_ms=0.000",
                        "WARN call: call method=GET target=http://target.example/none " +
                            "error=ProxyConnectionException cause=ProxyUnreachableException attempts=2",
                        "DEBUG call: call method=GET target=http://target.example/slow " +
                            "error=JobCancellationException attempts=0",
                        "INFO timing: timed path=Total outcome=RETURNED",
                    )
            }
        }

        test("S3-7 S4-17 at INFO, the default, the log has nothing for a request unless it failed for good") {
            CapturedLog("conformance_info").use { log ->
                runTest { somethingOfEverything("conformance_info", LogLevel.INFO) }
                log.lines.map { it.substringBefore(':') } shouldContainExactly
                    listOf("INFO pool", "WARN call", "INFO timing")
            }
        }

        test("S4-17 at TRACE the log also has the attempts that succeeded, part by part") {
            CapturedLog("conformance_trace").use { log ->
                runTest { somethingOfEverything("conformance_trace", LogLevel.TRACE) }
                log.lines.filter { it.startsWith("TRACE") }.withoutChance() shouldContainExactly
                    listOf(
                        "TRACE attempt: attempt number=2 proxy=http://p1.example:80 method=GET " +
                            "target=http://target.example/path status=200 waiting_ms=0.000 first_byte_ms=5.000 " +
                            "body_ms=0.000",
                    )
            }
        }

        test("S4-17 a proxy that goes out is a warning, its return is not") {
            CapturedLog("conformance_health").use { log ->
                runTest {
                    var works = false
                    VirtualRotator(this, *proxies(2), configure = {
                        logging { name = "conformance_health" }
                        health { failureThreshold = 1 }
                    }) { if (works || route.proxy.host == "p1.example") respond() else refuse() }.use { virtual ->
                        repeat(3) { virtual.rotator.get(VIRTUAL_TARGET) }
                        works = true
                        delay(1.minutes)
                        repeat(60) { virtual.rotator.get(VIRTUAL_TARGET) }
                    }
                }
                log.lines.filter { "health" in it }.withoutChance() shouldContainExactly
                    listOf(
                        "WARN health: state proxy=http://p0.example:80 from=HEALTHY to=COOLING_DOWN reason=FAILURE " +
                            "failure=CONNECT",
                        "INFO health: state proxy=http://p0.example:80 from=COOLING_DOWN to=PROBING reason=TIME_IS_UP",
                        "INFO health: state proxy=http://p0.example:80 from=PROBING to=HEALTHY reason=PROBE_SUCCEEDED",
                    )
            }
        }

        test("S4-21 the backend's own levels hold as well, logger by logger") {
            CapturedLog("conformance_backend", Level.WARN).use { log ->
                runTest { somethingOfEverything("conformance_backend", LogLevel.TRACE) }
                log.lines.map { it.substringBefore(':') } shouldContainExactly listOf("WARN call")
            }
        }

        test("S4-21 a log that is off says nothing") {
            CapturedLog("conformance_off").use { log ->
                runTest { somethingOfEverything("conformance_off", LogLevel.OFF) }
                log.lines.shouldBeEmpty()
            }
        }

        test("S4-21 the name of a log has no blanks, and the message says so") {
            listOf("", "my fetcher", "a\nb").forEach { bad ->
                runTest {
                    shouldThrow<IllegalArgumentException> {
                        VirtualRotator(this, configure = { logging { name = bad } }) { respond() }
                    }.message.orEmpty() shouldStartWith "logging { name } must be"
                }
            }
        }

        test("S4-21 a second block changes what it names and nothing else") {
            CapturedLog("conformance_twice").use { log ->
                runTest {
                    VirtualRotator(this, *proxies(1), configure = {
                        logging { name = "conformance_twice" }
                        logging { level = LogLevel.of("warn") }
                    }) { respond() }.use { it.rotator.timed("x") {} }
                }
                log.lines.shouldBeEmpty()
            }
        }

        test("S4-19 a listener that throws is logged once, whatever it hears") {
            CapturedLog("conformance_listener").use { log ->
                runTest {
                    VirtualRotator(this, *proxies(1), configure = {
                        logging {
                            name = "conformance_listener"
                            level = LogLevel.WARN
                        }
                        listener { error("mine") }
                    }) { respond() }.use { virtual -> repeat(3) { virtual.rotator.get(VIRTUAL_TARGET) } }
                }
                log.lines shouldHaveSize 1
                log.lines.single() shouldStartWith "WARN listener: listener name="
            }
        }

        test("S4-21 that certificates are not verified is said under the name of the log") {
            CapturedLog("conformance_tls").use { log ->
                runTest {
                    VirtualRotator(this, configure = {
                        logging { name = "conformance_tls" }
                        tls { verify = false }
                    }) { respond() }.close()
                }
                log.lines shouldBe listOf("WARN tls: tls pool=default verify=false")
            }
        }
    })

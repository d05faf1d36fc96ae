package dev.proxyrotator.conformance

import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.event.RotationEvent.AttemptEnded
import dev.proxyrotator.event.RotationEvent.CallEnded
import dev.proxyrotator.event.RotationListener
import dev.proxyrotator.event.StateChangeReason
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.health.ProxyHealth
import dev.proxyrotator.pool.RemoveMode
import dev.proxyrotator.rotation.VIRTUAL_TARGET
import dev.proxyrotator.rotation.VirtualRotator
import dev.proxyrotator.rotation.proxies
import dev.proxyrotator.rotationEvents
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.request.get
import io.ktor.http.HttpStatusCode
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** Hears everything. */
private class Heard : RotationListener {
    val events = ArrayList<RotationEvent>()

    override fun onEvent(event: RotationEvent) {
        events.add(event)
    }

    inline fun <reified T : RotationEvent> all(): List<T> = events.filterIsInstance<T>()
}

private val List<RotationEvent>.kinds: List<String> get() = map { it::class.simpleName.orEmpty() }

class EventsTest :
    FunSpec({
        test("S4-19 a call with a failover and a retry is told attempt by attempt, then as a whole, with exact times") {
            runTest {
                val heard = Heard()
                VirtualRotator(this, *proxies(3), configure = { listener(heard) }) {
                    delay(100.milliseconds)
                    when (number) {
                        1 -> refuse()
                        2 -> respond(status = HttpStatusCode.ServiceUnavailable)
                        else -> respond()
                    }
                }.use { virtual ->
                    virtual.rotator.get("http://user:password@target.example:8080/path?key=secret#part")
                    heard.events.kinds shouldContainExactly
                        listOf("ProxiesAdded", "AttemptEnded", "AttemptEnded", "AttemptEnded", "CallEnded")
                    val attempts = heard.all<AttemptEnded>()
                    attempts.map { it.attempt.number } shouldContainExactly listOf(1, 2, 3)
                    attempts.map { it.attempt.failure } shouldContainExactly
                        listOf(FailureKind.CONNECT, FailureKind.STATUS, null)
                    attempts.map { it.attempt.duration }.toSet() shouldContainExactly setOf(100.milliseconds)
                    attempts.last().repeatAfter shouldBe null
                    val waits = attempts.dropLast(1).map { it.repeatAfter.shouldNotBeNull() }
                    val call = heard.all<CallEnded>().single()
                    call.method shouldBe "GET"
                    call.target shouldBe "http://target.example:8080/path"
                    call.status shouldBe 200
                    call.attempts.size shouldBe 3
                    // A virtual wait is a whole number of milliseconds.
                    (call.duration - 300.milliseconds - waits.fold(Duration.ZERO, Duration::plus))
                        .absoluteValue
                        .shouldBeLessThanOrEqualTo(2.milliseconds)
                }
            }
        }

        test("S4-19 a collector hears what a listener hears, from when it began and until it ends") {
            runTest {
                val heard = Heard()
                VirtualRotator(this, *proxies(2)) { respond() }.use { virtual ->
                    val collected = ArrayList<RotationEvent>()
                    virtual.rotator.get(VIRTUAL_TARGET)
                    val collecting = launch { virtual.rotator.events.collect(collected::add) }
                    virtual.rotator.addListener(heard)
                    runCurrent()
                    virtual.rotator.get(VIRTUAL_TARGET)
                    virtual.rotator.client.get(VIRTUAL_TARGET)
                    runCurrent()
                    collected shouldContainExactly heard.events
                    collected.kinds shouldContainExactly
                        listOf("AttemptEnded", "CallEnded", "AttemptEnded", "CallEnded")
                    collecting.cancelAndJoin()
                    virtual.rotator.removeListener(heard)
                    virtual.rotator.get(VIRTUAL_TARGET)
                    heard.events.size shouldBe 4
                    virtual.rotator.client.rotationEvents shouldBe virtual.rotator.events
                }
            }
        }

        test("S4-5 what an attempt waited for, what it took until the head and what for the body are told apart") {
            runTest {
                val heard = Heard()
                VirtualRotator(this, *proxies(1), configure = {
                    listener(heard)
                    limits { maxConnections = 1 }
                }) {
                    delay(2.seconds)
                    stream { delay(3.seconds) }
                }.use { virtual ->
                    val first = launch { virtual.rotator.get(VIRTUAL_TARGET) }
                    runCurrent()
                    virtual.rotator.get(VIRTUAL_TARGET)
                    first.join()
                    val timings = heard.all<AttemptEnded>().map { it.timings }
                    timings.map { it.waiting } shouldContainExactly listOf(Duration.ZERO, 5.seconds)
                    timings.map { it.firstByte } shouldContainExactly listOf(2.seconds, 2.seconds)
                    timings.map { it.body } shouldContainExactly listOf(3.seconds, 3.seconds)
                    timings.map { it.isConnectionReused } shouldContainExactly listOf(null, null)
                    heard.all<CallEnded>().map { it.duration } shouldContainExactly listOf(5.seconds, 10.seconds)
                    timings.last().toString() shouldBe
                        "timings waiting_ms=5000.000 first_byte_ms=2000.000 body_ms=3000.000"
                }
            }
        }

        test("S4-19 a call that fails, runs out of time, is cancelled or finds nobody is told as such") {
            runTest {
                val heard = Heard()
                VirtualRotator(this, configure = {
                    listener(heard)
                    timeouts { call = 4.seconds }
                    retry {
                        maxAttempts = 1
                        maxFailovers = 0
                    }
                }) {
                    if (request.url.encodedPath == "/refused") refuse()
                    delay(1.minutes)
                    respond()
                }.use { virtual ->
                    val rotator = virtual.rotator
                    shouldThrow<ProxyPoolEmptyException> { rotator.get(VIRTUAL_TARGET) }
                    rotator.addProxy("http://a.example")
                    runCatching { rotator.get("${VIRTUAL_TARGET}refused") }
                    shouldThrow<ProxyTimeoutException> { rotator.get(VIRTUAL_TARGET) }
                    val job = launch { rotator.get(VIRTUAL_TARGET) }
                    runCurrent()
                    job.cancelAndJoin()
                    val calls = heard.all<CallEnded>()
                    calls.map { it.attempts.size } shouldContainExactly listOf(0, 1, 1, 0)
                    calls.map { it.succeeded }.toSet() shouldContainExactly setOf(false)
                    calls[2].duration shouldBe 4.seconds
                    calls.last().failure.shouldBeInstanceOf<CancellationException>()
                    heard.all<AttemptEnded>().map { it.attempt.failure } shouldContainExactly
                        listOf(FailureKind.CONNECT, FailureKind.RESPONSE_TIMEOUT)
                }
            }
        }

        test("S4-19 a proxy that fails, cools down and recovers is told with why and for how long") {
            runTest {
                val heard = Heard()
                var works = false
                VirtualRotator(this, *proxies(2), configure = {
                    listener(heard)
                    health { failureThreshold = 2 }
                }) { if (works || route.proxy.host == "p1.example") respond() else refuse() }.use { virtual ->
                    repeat(6) { virtual.rotator.get(VIRTUAL_TARGET) }
                    works = true
                    delay(2.minutes)
                    repeat(60) { virtual.rotator.get(VIRTUAL_TARGET) }
                    val changes = heard.all<RotationEvent.ProxyStateChanged>()
                    changes.map { it.proxy.host }.toSet() shouldContainExactly setOf("p0.example")
                    changes.map { it.from to it.to } shouldContainExactly
                        listOf(
                            ProxyHealth.HEALTHY to ProxyHealth.COOLING_DOWN,
                            ProxyHealth.COOLING_DOWN to ProxyHealth.PROBING,
                            ProxyHealth.PROBING to ProxyHealth.HEALTHY,
                        )
                    changes.map { it.reason } shouldContainExactly
                        listOf(
                            StateChangeReason.FAILURE,
                            StateChangeReason.TIME_IS_UP,
                            StateChangeReason.PROBE_SUCCEEDED,
                        )
                    changes.first().failure shouldBe FailureKind.CONNECT
                    changes.first().duration.shouldNotBeNull() shouldBeLessThanOrEqualTo 30.seconds
                    changes.drop(1).map { it.duration } shouldContainExactly listOf(null, null)
                }
            }
        }

        test("S4-19 bans, refused credentials and what is taken back are told") {
            runTest {
                val heard = Heard()
                VirtualRotator(this, *proxies(3), configure = {
                    listener(heard)
                    bans {
                        status(403, duration = 40.seconds)
                        status(451, scope = BanScope.GLOBAL, duration = 50.seconds)
                    }
                }) {
                    when (number) {
                        1 -> respond(status = HttpStatusCode.Forbidden)
                        2 -> respond(status = HttpStatusCode(451, "Unavailable For Legal Reasons"))
                        else -> respond()
                    }
                }.use { virtual ->
                    val rotator = virtual.rotator
                    rotator.get(VIRTUAL_TARGET).status shouldBe HttpStatusCode.OK
                    val banned = heard.all<RotationEvent.ProxyBannedByHost>().single()
                    banned.host shouldBe "target.example"
                    banned.duration shouldBe 40.seconds
                    val change = heard.all<RotationEvent.ProxyStateChanged>().single()
                    change.to shouldBe ProxyHealth.BANNED
                    change.reason shouldBe StateChangeReason.BAN
                    change.duration shouldBe 50.seconds
                    rotator.pool.reinstate(change.proxy.id)
                    rotator.pool.reinstate(change.proxy.id)
                    heard.all<RotationEvent.ProxyStateChanged>().map { it.reason } shouldContainExactly
                        listOf(StateChangeReason.BAN, StateChangeReason.REINSTATED)
                }
            }
        }

        test("S4-19 proxies that come and go are told once for each change of the pool") {
            runTest {
                val heard = Heard()
                VirtualRotator(this, *proxies(3), configure = { listener(heard) }) { respond() }.use { virtual ->
                    val rotator = virtual.rotator
                    rotator.addProxy("http://p0.example")
                    val id = rotator.addProxy("http://new.example")
                    rotator.removeProxy(id, RemoveMode.ABORT)
                    rotator.clearUnhealthyProxies()
                    heard.events.map { it.toString().substringBefore(" proxies") } shouldContainExactly
                        listOf("added count=3 size=3", "added count=1 size=4", "removed count=1 size=3")
                }
            }
        }

        test("S4-19 a listener may use the rotator, and what it changes is told after what it was told of") {
            runTest {
                val heard = Heard()
                VirtualRotator(this, *proxies(1)) { respond() }.use { virtual ->
                    val rotator = virtual.rotator
                    rotator.addListener { event ->
                        if (event is RotationEvent.ProxiesRemoved && rotator.pool.size == 0) {
                            rotator.pool.add("http://spare.example")
                        }
                    }
                    rotator.addListener(heard)
                    rotator.removeProxy("http://p0.example")
                    heard.events.kinds shouldContainExactly listOf("ProxiesRemoved", "ProxiesAdded")
                    rotator.get(VIRTUAL_TARGET).status shouldBe HttpStatusCode.OK
                }
            }
        }

        test("S4-19 a listener that throws harms no request and no change of the pool") {
            runTest {
                VirtualRotator(this, *proxies(2), configure = { listener { throw NotImplementedError("mine") } }) {
                    if (number == 1) refuse() else respond()
                }.use { virtual ->
                    virtual.rotator.addProxy("http://new.example")
                    virtual.rotator.get(VIRTUAL_TARGET).status shouldBe HttpStatusCode.OK
                    virtual.rotator.removeProxy("http://new.example")
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("S4-9 S4-10 timed blocks are told with their path, by the clock of the rotator") {
            runTest {
                val heard = Heard()
                VirtualRotator(this, *proxies(1), configure = { listener(heard) }) {
                    delay(2.seconds)
                    respond()
                }.use { virtual ->
                    val rotator = virtual.rotator
                    val status =
                        rotator.timed("Total") {
                            timed("Setup") { delay(1.seconds) }
                            timed("Fetching") { rotator.get(VIRTUAL_TARGET) }.status
                        }
                    status shouldBe HttpStatusCode.OK
                    heard.all<RotationEvent.TimedBlockEnded>().map { it.path to it.duration } shouldContainExactly
                        listOf("Total/Setup" to 1.seconds, "Total/Fetching" to 2.seconds, "Total" to 3.seconds)
                    heard.events.filter { "\n" in it.toString() }.shouldBeEmpty()
                    heard.events.last().toString() shouldContain "duration_ms=3000.000"
                }
            }
        }
    })

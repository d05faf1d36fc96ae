package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.selection.Candidate
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.selection.RotationStrategy
import dev.proxyrotator.selection.RoundRobin
import dev.proxyrotator.selection.SelectionReport
import dev.proxyrotator.selection.SelectionRequest
import dev.proxyrotator.selection.Selector
import dev.proxyrotator.selection.SelectorContext
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpHeaders
import io.ktor.http.content.ChannelWriterContent
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceUntilIdle
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.seconds

/** What a user's own code throws, and when it is switched off nothing. */
private class Mine : RuntimeException("mine")

private class Switch {
    var isOn = true

    fun <T> or(value: T): T = if (isOn) throw Mine() else value
}

/** A strategy of a user's own of which one function throws. */
private class Throwing(
    private val switch: Switch,
    private val inReport: Boolean = false,
    private val inLoadChanged: Boolean = false,
) : RotationStrategy {
    override val name = "throwing"

    override fun newSelector(context: SelectorContext): Selector =
        object : Selector by RoundRobin().newSelector(context) {
            override fun report(
                candidate: Candidate,
                report: SelectionReport,
            ) {
                if (inReport) switch.or(Unit)
            }

            override fun loadChanged(candidate: Candidate) {
                if (inLoadChanged) switch.or(Unit)
            }
        }
}

private fun readBody(content: OutgoingContent): suspend () -> Unit =
    { (content as? OutgoingContent.WriteChannelContent)?.writeTo(ByteChannel()) }

private fun TestScope.withCallback(
    configure: ProxyRotatorBuilder.() -> Unit = {},
    body: String = "ok",
    block: suspend (VirtualRotator) -> Unit,
) = VirtualRotator(
    this,
    *proxies(3),
    configure = {
        limits {
            maxConnectionsPerHost = 2
            maxConnections = 2
        }
        configure()
    },
    answer = {
        readBody(request.body)()
        delay(1.seconds)
        respond(body)
    },
).let { virtual -> launchedAndClosed(virtual, block) }

private fun TestScope.launchedAndClosed(
    virtual: VirtualRotator,
    block: suspend (VirtualRotator) -> Unit,
) {
    val running = async { virtual.use { block(it) } }
    advanceUntilIdle()
    running.getCompleted()
}

/** Five calls at once, so that some wait, fail with what the user threw; once it throws no more, all is as before. */
private suspend fun TestScope.failsAndRecovers(
    virtual: VirtualRotator,
    switch: Switch,
    request: HttpRequestBuilder.() -> Unit = {},
) {
    val calls = List(5) { async { runCatching { virtual.rotator.get(VIRTUAL_TARGET, request) } } }
    calls.forEach { (it.await().exceptionOrNull() is Mine) shouldBe true }
    virtual.shouldHoldNothing()
    virtual.failures shouldBe 0
    switch.isOn = false
    val others = List(5) { async { virtual.rotator.get(VIRTUAL_TARGET, request).bodyAsText() } }
    others.forEach { it.await() shouldBe "ok" }
    virtual.shouldHoldNothing()
}

class UserCallbacksTest :
    FunSpec({
        fun callback(
            name: String,
            request: Switch.() -> (HttpRequestBuilder.() -> Unit) = { {} },
            configure: ProxyRotatorBuilder.(Switch) -> Unit = {},
        ) = test("F4 what $name throws is what the caller gets, and nothing is left of the call") {
            runTest {
                val switch = Switch()
                withCallback({ configure(switch) }) { failsAndRecovers(it, switch, switch.request()) }
            }
        }

        callback("a strategy") { switch ->
            strategy = RotationStrategy.of("mine") { choices, _ -> switch.or(choices.first()) }
        }
        callback("a strategy that is told of an outcome") { switch -> strategy = Throwing(switch, inReport = true) }
        callback("a strategy that is told of a lease") { switch -> strategy = Throwing(switch, inLoadChanged = true) }
        callback("a filter", { ProxyFilter.where("mine") { or(true) }.let { mine -> { rotation { filter = mine } } } })
        callback("a ban rule") { switch -> bans { rule("mine") { switch.or(false) } } }
        callback("a ban rule that reads no body") { switch ->
            bans { rule("mine", readsBody = false) { switch.or(false) } }
        }
        callback("a validator") { switch -> bans { require("mine") { switch.or(true) } } }
        callback("a body producer", {
            {
                setBody(
                    ChannelWriterContent(
                        { or(writeFully(ByteArray(1))) },
                        contentType = null,
                        status = null,
                        contentLength = null,
                    ),
                )
            }
        })
        callback("the code that configures a request", { { or(Unit) } })

        test("F4 what a callback throws while others wait for its place wakes them") {
            runTest {
                val switch = Switch()
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    bans { require("mine") { if (it.host == "bad.example") switch.or(true) else true } }
                }
                withCallback(configure) { virtual ->
                    val bad = List(4) { async { runCatching { virtual.rotator.get("http://bad.example/") } } }
                    val good = List(4) { async { virtual.rotator.get(VIRTUAL_TARGET).bodyAsText() } }
                    bad.forEach { (it.await().exceptionOrNull() is Mine) shouldBe true }
                    good.forEach { it.await() shouldBe "ok" }
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("F4 a filter that throws for a proxy which joins later keeps that out, and nobody else") {
            runTest {
                withCallback { virtual ->
                    val rotator = virtual.rotator
                    val mine = ProxyFilter.where("mine") { if (it.host == "late.example") throw Mine() else true }

                    suspend fun get() = rotator.get(VIRTUAL_TARGET) { rotation { filter = mine } }
                    get().attempts shouldHaveSize 1
                    shouldThrow<Mine> { rotator.addProxy("http://late.example") }
                    rotator.pool.size shouldBe 3
                    rotator.getPoolStats().totalProxies shouldBe 3
                    repeat(4) { get().proxy.host.startsWith("p") shouldBe true }
                    rotator.addProxy("http://later.example")
                    List(4) { get().proxy.host }.toSet() shouldHaveSize 4
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("F4 a filter that throws once it was asked before throws at most into the call that it is for") {
            runTest {
                val switch = Switch().also { it.isOn = false }
                withCallback { virtual ->
                    val mine = ProxyFilter.where("mine") { switch.or(true) }
                    virtual.rotator.get(VIRTUAL_TARGET) { rotation { filter = mine } }
                    switch.isOn = true
                    repeat(4) { virtual.rotator.get(VIRTUAL_TARGET).bodyAsText() shouldBe "ok" }
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("F4 headers of a session that cannot be sent are refused when it is opened") {
            runTest {
                withCallback { virtual ->
                    val sessions = virtual.rotator.sessions
                    shouldThrow<IllegalArgumentException> { sessions.open("s", mapOf("X y" to "1")) }
                    shouldThrow<IllegalArgumentException> { sessions.open("s", mapOf(HttpHeaders.Accept to "a\r\nb")) }
                    virtual.rotator.get(VIRTUAL_TARGET) { rotation { session = "s" } }
                    virtual.attempts
                        .single()
                        .request.headers
                        .contains(HttpHeaders.Accept, "a\r\nb") shouldBe false
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("F4 a validator that throws while it looks into a stream gives everything back") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = { bans { require("mine") { throw Mine() } } }
                withCallback(configure) { virtual ->
                    repeat(5) { shouldThrow<Mine> { virtual.rotator.streamGet(VIRTUAL_TARGET).toList() } }
                    virtual.shouldHoldNothing()
                    virtual.failures shouldBe 0
                }
            }
        }

        test("F4 a strategy that chooses nobody is no reason to wait for ever") {
            runTest {
                val nobody = RotationStrategy.of("nobody") { _: List<Candidate>, _: SelectionRequest -> null }
                withCallback({ strategy = nobody }) { virtual ->
                    val call = async { runCatching { virtual.rotator.get(VIRTUAL_TARGET) } }
                    runCurrent()
                    (call.await().exceptionOrNull() is ProxyConnectionException) shouldBe false
                    call.await().isFailure shouldBe true
                    virtual.shouldHoldNothing()
                }
            }
        }
    })

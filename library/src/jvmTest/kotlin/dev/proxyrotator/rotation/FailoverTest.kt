package dev.proxyrotator.rotation

import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ResponseTooLargeException
import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.mock.MockRequestHandleScope
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.engine.mock.toByteArray
import io.ktor.client.plugins.defaultRequest
import io.ktor.client.request.HttpResponseData
import io.ktor.client.request.get
import io.ktor.client.request.header
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.ChannelWriterContent
import io.ktor.http.content.OutgoingContent
import io.ktor.http.headersOf
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.cancel
import io.ktor.utils.io.readBuffer
import io.ktor.utils.io.writeFully
import io.ktor.utils.io.writeStringUtf8
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withTimeout
import java.io.IOException
import java.net.ConnectException
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"
private val three = arrayOf("http://a.example", "http://b.example", "http://c.example")

private fun producer(write: suspend io.ktor.utils.io.ByteWriteChannel.() -> Unit) =
    ChannelWriterContent(write, contentType = null, status = null, contentLength = null)

/** A response that promises more than it brings and then breaks off. */
private suspend fun MockRequestHandleScope.broken(): HttpResponseData {
    val body = ByteChannel(autoFlush = true)
    body.writeFully(ByteArray(100))
    body.cancel(IOException("reset"))
    return respond(body, headers = headersOf("Content-Length", "1000"))
}

class FailoverTest :
    FunSpec({
        test("a failed attempt goes to another proxy, never to one already tried while another exists") {
            runTest {
                val used = ArrayList<String>()
                mockRotator(*three, configure = { retry { maxAttempts = 5 } }) {
                    used.add(it.route.proxy.host)
                    throw ConnectException("refused")
                }.use { rotator ->
                    // Two failovers, and then five attempts for want of another proxy.
                    shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }.attempts shouldHaveSize 7
                    used.take(3).toSet() shouldHaveSize 3
                }
            }
        }

        test("a POST is repeated when it cannot have reached the target, and not when it may have") {
            runTest {
                listOf(ConnectException("refused") to 6, IOException("reset") to 1).forEach { (error, attempts) ->
                    mockRotator(*three) { throw error }.use { rotator ->
                        val failure = shouldThrow<ProxyConnectionException> { rotator.post(TARGET) { setBody("x") } }
                        failure.attempts shouldHaveSize attempts
                    }
                }
            }
        }

        test("a request that says it is idempotent is repeated whatever its method, and the other way round") {
            runTest {
                mockRotator(*three) { throw IOException("reset") }.use { rotator ->
                    shouldThrow<ProxyConnectionException> {
                        rotator.post(TARGET) { rotation { idempotent = true } }
                    }.attempts shouldHaveSize 4
                    shouldThrow<ProxyConnectionException> {
                        rotator.get(TARGET) { rotation { idempotent = false } }
                    }.attempts shouldHaveSize 1
                }
            }
        }

        test("a one-shot body is sent elsewhere as long as none of it was taken") {
            runTest {
                var sent = 0
                mockRotator(*three) {
                    if (++sent < 3) throw ConnectException("refused")
                    respond(it.body.toByteArray())
                }.use { rotator ->
                    val response = rotator.put(TARGET) { setBody(producer { writeStringUtf8("once") }) }
                    response.bodyAsText() shouldBe "once"
                    response.attempts shouldHaveSize 3
                }
            }
        }

        test("bytes already taken from a one-shot body are never replayed, not even of an idempotent request") {
            runTest {
                val reader =
                    object : OutgoingContent.ReadChannelContent() {
                        override fun readFrom() = ByteReadChannel("once")
                    }
                listOf(reader, producer { writeStringUtf8("once") }).forEach { body ->
                    mockRotator(*three) {
                        it.body.toByteArray()
                        throw IOException("reset")
                    }.use { rotator ->
                        val failure = shouldThrow<ProxyConnectionException> { rotator.put(TARGET) { setBody(body) } }
                        failure.attempts shouldHaveSize 1
                    }
                }
            }
        }

        test("a body in memory is replayed") {
            runTest {
                val received = ArrayList<String>()
                mockRotator(*three) {
                    received.add(it.body.toByteArray().decodeToString())
                    if (received.size < 3) throw IOException("reset")
                    respondOk()
                }.use { it.put(TARGET) { setBody("again") } }
                received shouldContainExactly listOf("again", "again", "again")
            }
        }

        test("an error of the user's own body producer is the user's, and is no failure of the proxy") {
            runTest {
                mockRotator(*three) {
                    (it.body as OutgoingContent.WriteChannelContent).writeTo(ByteChannel())
                    respondOk()
                }.use { rotator ->
                    shouldThrow<NumberFormatException> {
                        rotator.put(TARGET) { setBody(producer { throw NumberFormatException("mine") }) }
                    }.message shouldBe "mine"
                    rotator.pool.statistics().flatMap { it.failures.values } shouldBe emptyList()
                    rotator.pool.statistics().sumOf { it.inFlight } shouldBe 0
                }
            }
        }

        test("a source of the user's own that fails is no failure of the proxy either") {
            runTest {
                val disk = ByteChannel(autoFlush = true)
                disk.writeFully(ByteArray(10))
                disk.cancel(IOException("disk"))
                val body =
                    object : OutgoingContent.ReadChannelContent() {
                        override fun readFrom() = disk
                    }
                mockRotator(*three) {
                    (it.body as OutgoingContent.ReadChannelContent).readFrom().readBuffer()
                    throw IOException("nothing more to send")
                }.use { rotator ->
                    shouldThrow<IOException> { rotator.put(TARGET) { setBody(body) } }.message shouldContain "disk"
                    rotator.pool.statistics().flatMap { it.failures.values } shouldBe emptyList()
                }
            }
        }

        test("statuses that pass are tried elsewhere, and the last one is given to the caller") {
            runTest {
                var sent = 0
                mockRotator(*three) {
                    val status = if (++sent % 4 == 0) HttpStatusCode.OK else HttpStatusCode.ServiceUnavailable
                    respondError(status, content = "n$sent")
                }.use { rotator ->
                    val response = rotator.get(TARGET)
                    response.status shouldBe HttpStatusCode.OK
                    response.attempts.map { it.status } shouldContainExactly listOf(503, 503, 503, 200)
                    response.attempts
                        .map { it.failure }
                        .take(3)
                        .toSet() shouldBe setOf(FailureKind.STATUS)
                    val last = rotator.get(TARGET) { rotation { maxAttempts = 2 } }
                    last.status shouldBe HttpStatusCode.ServiceUnavailable
                    last.bodyAsText() shouldBe "n6"
                    rotator.post(TARGET).attempts shouldHaveSize 1
                    rotator.getPoolStats().overallSuccessRate shouldBe 1.0
                }
            }
        }

        test("Retry-After is waited for within reason; beyond that the response is given back") {
            runTest {
                suspend fun waits(value: String): Pair<Int, Long> {
                    val before = currentTime
                    mockRotator(*three) {
                        respondError(HttpStatusCode.ServiceUnavailable, headers = headersOf("Retry-After", value))
                    }.use { rotator ->
                        val attempts = rotator.get(TARGET) { rotation { maxAttempts = 2 } }.attempts.size
                        return attempts to (currentTime - before) / 1000
                    }
                }
                waits("7") shouldBe (2 to 7L)
                waits("61") shouldBe (1 to 0L)
                waits("59").first shouldBe 2
                waits("junk") shouldBe (2 to 0L)
            }
        }

        test("a wait that would end after the deadline is not begun") {
            runTest {
                mockRotator(*three, configure = { timeouts { call = 5.seconds } }) {
                    respondError(HttpStatusCode.ServiceUnavailable, headers = headersOf("Retry-After", "10"))
                }.use { rotator ->
                    rotator.get(TARGET).status shouldBe HttpStatusCode.ServiceUnavailable
                    currentTime shouldBe 0
                }
            }
        }

        test("one deadline holds over all attempts and waits, and the error tells what had happened") {
            runTest {
                mockRotator(
                    *three,
                    configure = {
                        timeouts {
                            responseHead = 4.seconds
                            call = 10.seconds
                        }
                    },
                ) { awaitCancellation() }.use { rotator ->
                    val error = shouldThrow<ProxyTimeoutException> { rotator.get(TARGET) }
                    error.phase shouldBe ProxyTimeoutException.Phase.CALL
                    currentTime shouldBe 10_000
                    error.attempts.map { it.failure }.toSet() shouldBe setOf(FailureKind.RESPONSE_TIMEOUT)
                    error.attempts shouldHaveSize 3
                    rotator.pool.statistics().sumOf { it.inFlight } shouldBe 0
                }
            }
        }

        test("a proxy that never answers costs its time-out, and the next one gets the request") {
            runTest {
                mockRotator(*three, configure = { timeouts { responseHead = 2.seconds } }) {
                    if (it.route.proxy.host == "a.example") awaitCancellation()
                    respondOk()
                }.use { rotator ->
                    val response = rotator.get(TARGET)
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.RESPONSE_TIMEOUT, null)
                    (currentTime in 2_000..2_100) shouldBe true
                }
            }
        }

        test("a body that breaks off is fetched again through another proxy") {
            runTest {
                mockRotator(*three) {
                    if (it.route.proxy.host == "a.example") broken() else respond("whole")
                }.use { rotator ->
                    val response = rotator.get(TARGET)
                    response.bodyAsText() shouldBe "whole"
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.CONNECTION_LOST, null)
                }
            }
        }

        test("a body shorter than its Content-Length is a broken one, even where the engine takes it for whole") {
            runTest {
                mockRotator(*three) {
                    val cut = it.route.proxy.host == "a.example"
                    val length = if (cut) "50" else "5"
                    respond(if (cut) "short" else "whole", headers = headersOf("Content-Length", length))
                }.use { it.get(TARGET).bodyAsText() shouldBe "whole" }
            }
        }

        test("a plain get of the Ktor client is fetched again just so") {
            runTest {
                mockRotator(*three) {
                    if (it.route.proxy.host == "a.example") broken() else respond("whole")
                }.use { rotator ->
                    val response = rotator.client.get(TARGET)
                    response.bodyAsText() shouldBe "whole"
                    response.attempts shouldHaveSize 2
                }
            }
        }

        test("a body too large for memory is an error that names the way out, and no fault of the proxy") {
            runTest {
                mockRotator(*three, configure = { limits { maxBodyInMemory = 9 } }) {
                    respond("ten bytes.")
                }.use { rotator ->
                    shouldThrow<ResponseTooLargeException> { rotator.get(TARGET) }.message shouldContain "streamGet"
                    rotator.pool.statistics().sumOf { it.inFlight } shouldBe 0
                    rotator.pool.statistics().flatMap { it.failures.values } shouldBe emptyList()
                }
            }
        }

        test("a cancelled call gives everything back and is no failure of the proxy") {
            runTest {
                mockRotator(*three) { awaitCancellation() }.use { rotator ->
                    val call = launch { rotator.get(TARGET) }
                    runCurrent()
                    rotator.pool.statistics().sumOf { it.inFlight } shouldBe 1
                    call.cancel()
                    runCurrent()
                    rotator.pool.statistics().sumOf { it.inFlight } shouldBe 0
                    rotator.pool.statistics().flatMap { it.failures.values } shouldBe emptyList()
                }
            }
        }

        test("an unexpected error of the engine is thrown as it is and gives everything back") {
            runTest {
                mockRotator(*three) { throw IllegalStateException("bug") }.use { rotator ->
                    shouldThrow<IllegalStateException> { rotator.get(TARGET) }.message shouldBe "bug"
                    rotator.pool.statistics().sumOf { it.inFlight } shouldBe 0
                }
            }
        }

        test("a Proxy-Authorization header is refused before anything is sent") {
            runTest {
                mockRotator(*three) { error("nothing may be sent") }.use { rotator ->
                    shouldThrow<IllegalArgumentException> {
                        rotator.get(TARGET) { header("Proxy-Authorization", "Basic secret") }
                    }.message shouldContain "Proxy-Authorization"
                }
            }
        }

        test("user name and password in a target's URL go to the target as Basic credentials, and leave the URL") {
            runTest {
                mockRotator(*three) {
                    respond("${it.url} ${it.headers["Authorization"]}")
                }.use { rotator ->
                    val response = rotator.get("http://user:hunter2@target.example/x#part")
                    response.bodyAsText() shouldBe "http://target.example/x Basic dXNlcjpodW50ZXIy"
                    response.call.request.url
                        .toString() shouldNotContain "hunter2"
                    val plain = rotator.client.get("http://user:hunter2@target.example/x")
                    plain.bodyAsText() shouldBe "http://target.example/x Basic dXNlcjpodW50ZXIy"
                    val explicit =
                        rotator.get(
                            "http://user:hunter2@target.example/x",
                        ) { header("Authorization", "Bearer t") }
                    explicit.bodyAsText() shouldBe "http://target.example/x Bearer t"
                }
            }
        }

        test("a URL without a host is refused, and a base URL gives it one") {
            runTest {
                mockRotator(*three) { respond(it.url.toString()) }.use { rotator ->
                    listOf("nonsense", "", "/x").forEach { url ->
                        shouldThrow<IllegalArgumentException> { rotator.get(url) }.message shouldContain "no host"
                    }
                }
                mockRotator(*three, configure = { client { defaultRequest { url("http://api.example/v1/") } } }) {
                    respond(it.url.toString())
                }.use { it.get("users").bodyAsText() shouldBe "http://api.example/v1/users" }
            }
        }

        test("a tunnel refused because of its target is not held against the proxy") {
            runTest {
                mockRotator(*three) { throw ProxyRefusedException(it.route.proxy, status = 502) }.use { rotator ->
                    repeat(10) { shouldThrow<ProxyConnectionException> { rotator.get("https://dead.example/") } }
                    rotator.getPoolStats().healthyProxies shouldBe 3
                    rotator.pool.statistics().sumOf { it.failures.getValue(FailureKind.TUNNEL) } shouldBe 60
                }
            }
        }

        test("a proxy that stays silent past the deadline is blamed, though its own time-out is longer") {
            runTest {
                mockRotator("http://a.example", "http://b.example", configure = { timeouts { call = 10.seconds } }) {
                    if (it.route.proxy.host == "a.example") awaitCancellation()
                    respondOk()
                }.use { rotator ->
                    // Each at a host of its own: at one host it would be avoided after the first.
                    repeat(10) { number -> runCatching { rotator.get("http://target$number.example/") } }
                    rotator.getPoolStats().healthyProxies shouldBe 1
                }
            }
        }

        test("an exchange that the engine gives up does not look cancelled to a caller who was not") {
            runTest {
                mockRotator("http://a.example") { withTimeout(10) { awaitCancellation() } }.use { rotator ->
                    shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                        .attempts
                        .first()
                        .failure shouldBe FailureKind.CONNECTION_LOST
                }
            }
        }

        test("a stream that its reader leaves is a success of its proxy") {
            runTest {
                mockRotator("http://a.example", configure = { health { failureThreshold = 1 } }) {
                    if (it.url.encodedPath == "/bad") throw ConnectException("refused") else respond(ByteArray(100_000))
                }.use { rotator ->
                    shouldThrow<ProxyConnectionException> { rotator.get("${TARGET}bad") }
                    delay(31.seconds)
                    rotator.streamGet(TARGET).first()
                    rotator.realPool.awaitIdle()
                    rotator.getPoolStats().healthyProxies shouldBe 1
                }
            }
        }

        test("what arrived of a stream before it broke off is delivered first") {
            runTest {
                mockRotator("http://a.example") {
                    respond(ByteArray(20_000), headers = headersOf("Content-Length", "100000"))
                }.use { rotator ->
                    val error = shouldThrow<StreamInterruptedException> { rotator.streamGet(TARGET).toList() }
                    error.bytesRead shouldBe 20_000
                }
            }
        }

        test("two different Content-Length fields are a broken response") {
            runTest {
                mockRotator("http://a.example") {
                    respond("12", headers = headersOf("Content-Length" to listOf("1", "2")))
                }.use { rotator ->
                    shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                        .attempts
                        .first()
                        .failure shouldBe FailureKind.PROTOCOL
                }
            }
        }

        test("a silent body is a time-out, and a slow reader is not") {
            runTest {
                mockRotator("http://a.example", configure = { timeouts { idle = 1.seconds } }) {
                    respond(if (it.url.encodedPath == "/silent") ByteChannel() else ByteReadChannel(ByteArray(50_000)))
                }.use { rotator ->
                    val error =
                        shouldThrow<StreamInterruptedException> { rotator.streamGet("${TARGET}silent").toList() }
                    error.cause.shouldBeInstanceOf<ProxyTimeoutException>().phase shouldBe
                        ProxyTimeoutException.Phase.IDLE
                    rotator
                        .streamGet(TARGET)
                        .onEach { delay(5.seconds) }
                        .toList()
                        .sumOf { it.size } shouldBe 50_000
                }
            }
        }

        test("the Ktor client of a closed rotator says so too") {
            runTest {
                val rotator = mockRotator(*three) { respondOk() }
                rotator.close()
                shouldThrow<IllegalStateException> { rotator.client.get(TARGET) }.message shouldContain "closed"
            }
        }

        test("a URL that cannot be parsed is not shown, since there may be a password in it") {
            runTest {
                mockRotator(*three) { respondOk() }.use { rotator ->
                    val error = shouldThrow<IllegalArgumentException> { rotator.get("http://user:hunter2") }
                    error.stackTraceToString() shouldNotContain "hunter2"
                    shouldThrow<IllegalArgumentException> { rotator.streamGet("http://user:hunter2").toList() }
                        .stackTraceToString() shouldNotContain "hunter2"
                }
            }
        }

        test("calls made at once through one pool do not share their attempts") {
            runTest {
                mockRotator(*three) {
                    if (it.url.encodedPath == "/bad") throw ConnectException("refused")
                    respondOk()
                }.use { rotator ->
                    val bad = async { runCatching { rotator.get("${TARGET}bad") } }
                    val good = async { rotator.get("${TARGET}good") }
                    good.await().attempts shouldHaveSize 1
                    bad.await().exceptionOrNull().shouldBeInstanceOf<ProxyRotatorException>()
                }
            }
        }
    })

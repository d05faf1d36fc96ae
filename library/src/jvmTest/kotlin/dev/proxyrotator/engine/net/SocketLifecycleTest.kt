package dev.proxyrotator.engine.net

import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.farm
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.LoadPattern
import dev.proxyrotator.testkit.LoadServer
import dev.proxyrotator.testkit.ProxyBehaviour
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.maps.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldNotBeInstanceOf
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.prepareGet
import io.ktor.client.request.setBody
import io.ktor.client.request.url
import io.ktor.client.statement.bodyAsBytes
import io.ktor.client.statement.bodyAsText
import io.ktor.http.content.OutgoingContent
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.io.IOException
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

private const val LIFECYCLE_TARGET = "http://target.test"

/** As much as a body holds before it asks its source to pause. */
private const val WINDOW = 64 * 1024

class SocketLifecycleTest :
    FunSpec({
        test("F3 a long response that nobody reads is given up after the idle limit, and its place with it") {
            LoadServer().use { server ->
                val limited =
                    WatchedRotator(server.secretUrl) {
                        timeouts { idle = 200.milliseconds }
                        limits { maxConnections = 1 }
                    }
                limited.rotator.client.prepareGet("$LIFECYCLE_TARGET/bytes/8000000").execute {
                    server.counts.awaitOpen(0)
                    limited.awaitQuiet()
                    limited.rotator
                        .get("$LIFECYCLE_TARGET/bytes/3")
                        .bodyAsBytes()
                        .size shouldBe 3
                }
                limited.closeCompletely()
            }
        }

        test("F3, E8 a response that has all arrived holds nothing up, though nobody has read it") {
            LoadServer().use { server ->
                val watched = WatchedRotator(server.secretUrl)
                // Its last byte is the one that fills the window.
                watched.rotator.client.prepareGet("$LIFECYCLE_TARGET/bytes/$WINDOW").execute { unread ->
                    watched.awaitQuiet()
                    watched.transport.connections.idleCount shouldBe 1
                    repeat(3) {
                        watched.rotator
                            .get("$LIFECYCLE_TARGET/bytes/100000")
                            .bodyAsBytes()
                            .size shouldBe 100_000
                    }
                    unread.bodyAsBytes() shouldBe LoadPattern.at(0, WINDOW).let { it.array().copyOf(it.remaining()) }
                    watched.rotator.get("$LIFECYCLE_TARGET/bytes/1").bodyAsText()
                }
                server.counts.accepted shouldBe 1
                watched.closeCompletely()
            }
        }

        failingProducers.forEach { (name, body) ->
            test("F4 what $name throws is what the caller gets, and nothing is left of the call") {
                LoadServer().use { server ->
                    val watched = WatchedRotator(server.secretUrl)
                    val error =
                        shouldThrow<IOException> { watched.rotator.put("$LIFECYCLE_TARGET/upload") { setBody(body()) } }
                    error.shouldNotBeInstanceOf<ProxyRotatorException>()
                    error.message shouldBe "mine"
                    server.counts.awaitOpen(0)
                    watched.awaitQuiet()
                    watched.connections shouldBe 0
                    val statistics =
                        watched.rotator.pool
                            .statistics()
                            .single()
                    statistics.failures.shouldBeEmpty()
                    statistics.requests shouldBe 1
                    watched.closeCompletely()
                }
            }
        }

        test("F4 what the reader of a response throws is what the caller gets, and nothing is left of the call") {
            LoadServer().use { server ->
                val watched = WatchedRotator(server.secretUrl)
                shouldThrow<NumberFormatException> {
                    watched.rotator
                        .streamGet(
                            "$LIFECYCLE_TARGET/bytes/4000000",
                        ).collect { throw NumberFormatException("mine") }
                }.message shouldBe "mine"
                shouldThrow<NumberFormatException> {
                    watched.rotator.client
                        .prepareGet(
                            "$LIFECYCLE_TARGET/bytes/4000000",
                        ).execute { throw NumberFormatException("mine") }
                }.message shouldBe "mine"
                server.counts.awaitOpen(0)
                watched.awaitQuiet()
                watched.rotator.pool
                    .statistics()
                    .single()
                    .failures
                    .shouldBeEmpty()
                watched.closeCompletely()
            }
        }

        test("F4 what configures a request and throws leaves nothing behind, either") {
            LoadServer().use { server ->
                val watched = WatchedRotator(server.secretUrl)
                shouldThrow<NumberFormatException> {
                    watched.rotator.get(
                        "$LIFECYCLE_TARGET/",
                    ) { throw NumberFormatException("mine") }
                }
                watched.inFlight shouldBe 0
                watched.closeCompletely()
                server.counts.accepted shouldBe 0
            }
        }

        test("F5 closing ends idle connections and those in use, twice does no harm, and requests fail at once") {
            LoadServer().use { server ->
                val watched = WatchedRotator(server.secretUrl)
                watched.rotator.get("$LIFECYCLE_TARGET/bytes/1")
                val hanging = List(20) { CompletableDeferred<Throwable?>() }
                hanging.forEach {
                    CoroutineScope(Dispatchers.Default).launch {
                        it.complete(runCatching { watched.rotator.get("$LIFECYCLE_TARGET/hang") }.exceptionOrNull())
                    }
                }
                server.counts.awaitRequests(21)
                watched.rotator.close()
                watched.rotator.close()
                hanging.forEach { it.await()?.message.orEmpty() shouldContain "closed" }
                server.counts.awaitOpen(0)
                shouldThrow<IllegalStateException> { watched.rotator.get("$LIFECYCLE_TARGET/") }.message shouldContain
                    "closed"
                watched.closeCompletely()
                watched.closeCompletely()
                server.counts.requests shouldBe 21
            }
        }

        test("F5 a transport that is closed before its first connection starts no thread and refuses") {
            LoadServer().use { server ->
                val before = loopThreads()
                val watched = WatchedRotator(server.secretUrl)
                watched.transport.close()
                watched.transport.awaitClosed()
                coroutineScope {
                    val request = HttpRequestBuilder().apply { url("$LIFECYCLE_TARGET/") }.build()
                    shouldThrow<IllegalStateException> {
                        watched.transport.execute(request, Route(Proxy.parse(server.url)), this)
                    }
                }
                (loopThreads() - before) shouldBe emptySet()
                watched.closeCompletely()
                server.counts.accepted shouldBe 0
            }
        }

        test("F6 to cancel some of many who wait neither holds the others up nor reorders them") {
            val clock = StoppedClock()
            val longWait = 17.seconds
            farm(
                Sockets(),
                ProxyBehaviour.Good,
                configure = {
                    dispatcher = clock
                    timeSource = TestTimeSource()
                    limits {
                        maxConnections = 1
                        leaseTimeout = longWait
                    }
                },
            ) {
                val started = CompletableDeferred<Unit>()
                val first =
                    CoroutineScope(Dispatchers.Default).launch {
                        rotator.streamGet(origin.url("/drip")).collect { started.complete(Unit) }
                    }
                started.await()
                val waiting =
                    List(20) { index ->
                        CoroutineScope(Dispatchers.Default)
                            .launch { rotator.get(origin.url("/bytes/$index")) }
                            .also { clock.awaitWait(longWait, count = index + 1) }
                    }
                val cancelled = setOf(0, 7, 8, 19)
                cancelled.forEach { waiting[it].cancel() }
                cancelled.map { waiting[it] }.joinAll()
                first.cancel()
                waiting.joinAll()
                origin.requests.map { it.path }.filter { it.startsWith("/bytes/") } shouldContainExactly
                    ((0 until 20) - cancelled).map { "/bytes/$it" }
            }
        }

        test("an upload is answered with what its checksum is, whatever its framing") {
            LoadServer().use { server ->
                val watched = WatchedRotator(server.secretUrl)
                val expected = "1000000 ${LoadPattern.checksum(1_000_000)}"
                val fixed = LoadUpload(1_000_000, contentLength = 1_000_000)
                watched.rotator.put("$LIFECYCLE_TARGET/upload") { setBody(fixed) }.bodyAsText() shouldBe expected
                watched.rotator.put("$LIFECYCLE_TARGET/upload") { setBody(LoadUpload(1_000_000)) }.bodyAsText() shouldBe
                    expected
                watched.rotator
                    .streamGet("$LIFECYCLE_TARGET/bytes/9")
                    .toList()
                    .sumOf { it.size } shouldBe 9
                watched.awaitQuiet()
                watched.closeCompletely()
            }
        }
    })

private val failingProducers: Map<String, () -> OutgoingContent> =
    mapOf(
        "the producer of a body at once" to { Failing(after = 0) },
        "the producer of a body after some of it" to { Failing(after = 300_000) },
        "the source of a body at once" to { FailingSource(after = 0) },
        "the source of a body after some of it" to { FailingSource(after = 3_000) },
    )

private class Failing(
    private val after: Int,
) : OutgoingContent.WriteChannelContent() {
    override suspend fun writeTo(channel: ByteWriteChannel) {
        channel.writeFully(ByteArray(after))
        channel.flush()
        throw IOException("mine")
    }
}

private class FailingSource(
    private val after: Int,
) : OutgoingContent.ReadChannelContent() {
    override fun readFrom(): ByteReadChannel {
        val channel = ByteChannel(autoFlush = true)
        CoroutineScope(Dispatchers.Default).launch {
            channel.writeFully(ByteArray(after))
            channel.flush()
            channel.cancel(IOException("mine"))
        }
        return channel
    }
}

package dev.proxyrotator.conformance

import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.request.header
import io.ktor.client.statement.bodyAsText
import io.ktor.utils.io.ByteChannel
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.cancel
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import java.io.IOException
import java.net.ConnectException
import kotlin.random.Random

private const val TARGET = "http://target.example"

class S0BatchAndStreamTest :
    FunSpec({
        test("S0-23 N15 batchGet runs ten at once unless told otherwise, and as many as it is told") {
            runTest {
                var running = 0
                var peak = 0
                mockRotator("http://a.example") {
                    peak = maxOf(peak, ++running)
                    delay(100)
                    running--
                    respondOk()
                }.use { rotator ->
                    rotator.batchGet(List(45) { "$TARGET/$it" }).size shouldBe 45
                    peak shouldBe 10
                    currentTime shouldBe 500
                    peak = 0
                    rotator.batchGet(List(45) { "$TARGET/$it" }, maxConcurrent = 20) { header("X", "1") }
                    peak shouldBe 20
                    shouldThrow<IllegalArgumentException> { rotator.batchGet(listOf(TARGET), maxConcurrent = 0) }
                    rotator.batchGet(emptyList()) shouldBe emptyList()
                }
            }
        }

        test("S0-24 keeps order and duplicates, and one failure never disturbs another") {
            runTest {
                mockRotator("http://a.example", configure = { retry { maxAttempts = 1 } }) {
                    val path = it.url.encodedPath
                    delay(Random(path.hashCode()).nextLong(50))
                    if (path == "/bad") throw IOException("broken")
                    respond(path)
                }.use { rotator ->
                    val urls =
                        listOf(
                            "$TARGET/1",
                            "$TARGET/bad",
                            "$TARGET/2",
                            "$TARGET/1",
                            "ftp://target.example/",
                            "$TARGET/3",
                        )
                    val results = rotator.batchGet(urls)
                    results.map { it.getOrNull()?.bodyAsText() } shouldContainExactly
                        listOf("/1", null, "/2", "/1", null, "/3")
                    results[1].exceptionOrNull().shouldBeInstanceOf<ProxyConnectionException>()
                    results[4].exceptionOrNull().shouldBeInstanceOf<IllegalArgumentException>()
                }
            }
        }

        test("S0-24 cancelling the caller cancels every request of the batch") {
            runTest {
                mockRotator("http://a.example") { awaitCancellation() }.use { rotator ->
                    val batch = launch { rotator.batchGet(List(20) { "$TARGET/$it" }) }
                    runCurrent()
                    rotator.pool
                        .statistics()
                        .single()
                        .inFlight shouldBe 10
                    batch.cancel()
                    runCurrent()
                    batch.isCompleted shouldBe true
                    rotator.pool
                        .statistics()
                        .single()
                        .inFlight shouldBe 0
                }
            }
        }

        test("S0-25 streamGet is a cold flow of chunks of at most 8,192 bytes") {
            runTest {
                val content = Random(1).nextBytes(100_000)
                var requests = 0
                mockRotator("http://a.example") {
                    requests++
                    respond(content)
                }.use { rotator ->
                    val stream = rotator.streamGet(TARGET)
                    requests shouldBe 0
                    val chunks = stream.toList()
                    chunks.all { it.size in 1..8192 } shouldBe true
                    chunks.reduce { a, b -> a + b } shouldBe content
                    stream.collect()
                    requests shouldBe 2
                    rotator.streamGet(TARGET, chunkSize = 100).toList().all { it.size <= 100 } shouldBe true
                }
            }
        }

        test("S0-25 the source is not read far ahead of a slow collector, and leaving closes it") {
            runTest {
                val source = ByteChannel()
                var written = 0L
                val feeding =
                    launch {
                        runCatching {
                            while (true) {
                                source.writeFully(ByteArray(8192))
                                source.flush()
                                written += 8192
                            }
                        }
                    }
                mockRotator("http://a.example") { respond(source) }.use { rotator ->
                    rotator.streamGet(TARGET).first()
                    runCurrent()
                    (written < 4L * 1024 * 1024) shouldBe true
                    rotator.pool
                        .statistics()
                        .single()
                        .inFlight shouldBe 0
                    feeding.join()
                }
            }
        }

        test("S0-26 streaming fails with the errors of a get") {
            runTest {
                mockRotator { respondOk() }.use { rotator ->
                    shouldThrow<ProxyPoolEmptyException> { rotator.streamGet(TARGET).collect() }
                }
                mockRotator("http://a.example") { throw ConnectException("refused") }.use { rotator ->
                    shouldThrow<ProxyConnectionException> { rotator.streamGet(TARGET).collect() }.attempts.size shouldBe
                        4
                }
            }
        }

        test("S0-26 a stream turns to another proxy until its head is there, and never after") {
            runTest {
                var requests = 0
                mockRotator("http://a.example", "http://b.example") {
                    requests++
                    if (it.route.proxy.host == "a.example") throw IOException("broken")
                    val body = ByteChannel(autoFlush = true)
                    body.writeFully(ByteArray(5000))
                    launch { body.cancel(IOException("reset")) }
                    respond(body)
                }.use { rotator ->
                    val read = ArrayList<ByteArray>()
                    val error =
                        shouldThrow<StreamInterruptedException> { rotator.streamGet(TARGET).collect { read.add(it) } }
                    error.bytesRead shouldBe read.sumOf { it.size }.toLong()
                    requests shouldBe 2
                }
            }
        }

        test("S0-26 an error of the collector is the collector's") {
            runTest {
                mockRotator("http://a.example") { respond(ByteReadChannel("hello")) }.use { rotator ->
                    shouldThrow<IOException> {
                        rotator
                            .streamGet(
                                TARGET,
                            ) { rotation { maxAttempts = 1 } }
                            .collect { throw IOException("disk full") }
                    }.message shouldBe "disk full"
                    rotator.getPoolStats().overallSuccessRate shouldBe 1.0
                }
            }
        }
    })

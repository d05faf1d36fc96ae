package dev.proxyrotator.fetch

import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.rotation.Held
import dev.proxyrotator.rotation.VirtualRotator
import dev.proxyrotator.rotation.held
import dev.proxyrotator.rotation.proxies
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds

private const val HOST = "http://target.example/"

/** The number that a path ends with. */
private fun number(url: String) = url.substringAfterLast('/').toInt()

class BatchAsCompletedTest :
    FunSpec({
        test("I6 results come in the order in which they are there, each with its place and its URL") {
            runTest {
                VirtualRotator(this, *proxies(3)) {
                    delay((100 - 10 * number(request.url.encodedPath)).milliseconds)
                    respond(request.url.encodedPath)
                }.use { virtual ->
                    val items = virtual.rotator.batchGetAsCompleted(List(10) { "$HOST$it" }).toList()
                    items.map { it.index } shouldContainExactly (9L downTo 0L).toList()
                    items.map { it.url } shouldContainExactly (9 downTo 0).map { "$HOST$it" }
                    items.map { it.result.getOrThrow().bodyAsText() } shouldContainExactly (9 downTo 0).map { "/$it" }
                }
            }
        }

        test("I6 failures of any kind disturb nobody") {
            runTest {
                VirtualRotator(this, *proxies(3)) {
                    if (request.url.encodedPath == "/3") lose()
                    respond()
                }.use { virtual ->
                    val urls = List(6) { if (it == 4) "ftp://target.example/" else "$HOST$it" }
                    val results = virtual.rotator.batchGetAsCompleted(urls).toList()
                    val failures =
                        results.filter { it.result.isFailure }.associate { it.index to it.result.exceptionOrNull() }
                    failures.keys shouldBe setOf(3L, 4L)
                    failures[3].shouldBeInstanceOf<ProxyConnectionException>()
                    failures[4].shouldBeInstanceOf<IllegalArgumentException>()
                    results shouldHaveSize 6
                }
            }
        }

        test("I6 20,000 URLs are made one by one, and no more responses are there than may be under way") {
            runTest {
                var made = 0
                var completed = 0
                var ahead = 0
                VirtualRotator(this, *proxies(3), remembers = false) { respond() }.use { virtual ->
                    val urls =
                        flow {
                            repeat(20_000) {
                                ahead = maxOf(ahead, ++made - completed)
                                emit("$HOST$it")
                            }
                        }
                    virtual.rotator.batchGetAsCompleted(urls, maxConcurrent = 10).collect { completed++ }
                    completed shouldBe 20_000
                    ahead shouldBeLessThanOrEqual 12
                    virtual.shouldHoldNothing()
                }
            }
        }

        listOf(1, 5).forEach { maxConcurrent ->
            test("I6 a collector that takes its time holds up what is asked for, $maxConcurrent at once") {
                runTest {
                    var made = 0
                    VirtualRotator(this, *proxies(3)) { respond() }.use { virtual ->
                        val urls = generateSequence(0) { it + 1 }.onEach { made++ }.map { "$HOST$it" }.asIterable()
                        val collecting =
                            launch {
                                virtual.rotator.batchGetAsCompleted(urls, maxConcurrent).collect { delay(1.hours) }
                            }
                        delay(1.milliseconds)
                        virtual.attempts.size shouldBeLessThanOrEqual maxConcurrent + 1
                        made shouldBeLessThanOrEqual maxConcurrent + 2
                        delay(10.hours)
                        virtual.attempts.size shouldBeLessThanOrEqual maxConcurrent + 11
                        collecting.cancel()
                        runCurrent()
                        virtual.shouldHoldNothing()
                    }
                }
            }
        }

        test("I6 who has enough, or is cancelled, ends all that is under way") {
            runTest {
                VirtualRotator(this, *proxies(3)) {
                    if (number(request.url.encodedPath) % 2 == 0) respond() else awaitCancellation()
                }.use { virtual ->
                    val urls = generateSequence(0) { it + 1 }.map { "$HOST$it" }.asIterable()
                    virtual.rotator
                        .batchGetAsCompleted(urls)
                        .take(3)
                        .toList() shouldHaveSize 3
                    virtual.shouldHoldNothing()
                    val collecting = launch { virtual.rotator.batchGetAsCompleted(urls).collect() }
                    runCurrent()
                    virtual.rotator.held shouldBe Held(leases = 10)
                    collecting.cancel()
                    runCurrent()
                    virtual.shouldHoldNothing()
                    virtual.failures shouldBe 0
                }
            }
        }

        test("I6 what the source of the URLs throws ends the batch, and nothing is left of it") {
            runTest {
                VirtualRotator(this, *proxies(3)) { awaitCancellation() }.use { virtual ->
                    val urls =
                        flow {
                            repeat(3) { emit("$HOST$it") }
                            delay(1.milliseconds)
                            throw NumberFormatException("mine")
                        }
                    shouldThrow<NumberFormatException> { virtual.rotator.batchGetAsCompleted(urls).collect() }
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("I6 a batch collected twice is two batches") {
            runTest {
                VirtualRotator(this, *proxies(3)) { respond() }.use { virtual ->
                    val batch = virtual.rotator.batchGetAsCompleted(List(5) { "$HOST$it" })
                    repeat(2) { batch.map { it.index }.toList() shouldContainExactly listOf(0L, 1L, 2L, 3L, 4L) }
                    virtual.attempts shouldHaveSize 10
                }
            }
        }

        test("I6 an error of the collector is the collector's") {
            runTest {
                VirtualRotator(this, *proxies(3)) { respond() }.use { virtual ->
                    shouldThrow<NumberFormatException> {
                        virtual.rotator
                            .batchGetAsCompleted(List(50) { "$HOST$it" })
                            .onEach { throw NumberFormatException("mine") }
                            .collect()
                    }
                    virtual.shouldHoldNothing()
                }
            }
        }
    })

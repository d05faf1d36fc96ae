package dev.proxyrotator.conformance

import dev.proxyrotator.fetch.FetchRequest
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
import io.ktor.http.HttpStatusCode
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.emptyFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.milliseconds

private const val TARGET = "http://target.example/"

private fun request(index: Int) = FetchRequest("$TARGET$index")

class FetchManyTest :
    FunSpec({
        test("S3-2 N12 as many run at once as is said, a hundred if nothing is") {
            runTest {
                var running = 0
                var peak = 0
                VirtualRotator(this, *proxies(10)) {
                    peak = maxOf(peak, ++running)
                    delay(100)
                    running--
                    respond()
                }.use { virtual ->
                    virtual.rotator.fetchAll(List(20, ::request), maxConcurrent = 3).successCount shouldBe 20
                    peak shouldBe 3
                    currentTime shouldBe 700
                    virtual.rotator.fetchAll(List(250, ::request)).successCount shouldBe 250
                    peak shouldBe 100
                    currentTime shouldBe 1_000
                    peak = 0
                    virtual.rotator.fetchFlow(List(20, ::request).asFlow(), maxConcurrent = 3).collect()
                    peak shouldBe 3
                    virtual.rotator.fetchAll(emptyList()).outcomes shouldBe emptyList()
                    shouldThrow<IllegalArgumentException> { virtual.rotator.fetchAll(emptyList(), maxConcurrent = 0) }
                    shouldThrow<IllegalArgumentException> { virtual.rotator.fetchAll(emptyList(), chunkSize = 0) }
                    shouldThrow<IllegalArgumentException> { virtual.rotator.fetchFlow(emptyFlow(), maxConcurrent = 0) }
                }
            }
        }

        test("S4-12 the next chunk starts when the last is done") {
            runTest {
                val started = ArrayList<Long>()
                VirtualRotator(this, *proxies(10)) {
                    started += currentTime
                    // The first of each chunk takes longest.
                    delay(if (request.url.encodedPath.endsWith("0")) 100 else 10)
                    respond()
                }.use { virtual ->
                    val result = virtual.rotator.fetchAll(List(120) { request(it) }, chunkSize = 50)
                    result.outcomes.map { it.url } shouldContainExactly List(120) { "$TARGET$it" }
                    started.groupingBy { it }.eachCount() shouldBe mapOf(0L to 50, 100L to 50, 200L to 20)
                }
            }
        }

        test("S3-10 cancelling the caller cancels all") {
            runTest {
                VirtualRotator(this, *proxies(10)) { awaitCancellation() }.use { virtual ->
                    val fetching = launch { virtual.rotator.fetchAll(List(50, ::request), maxConcurrent = 20) }
                    runCurrent()
                    virtual.rotator.held shouldBe Held(leases = 20)
                    fetching.cancel()
                    runCurrent()
                    fetching.isCancelled shouldBe true
                    virtual.shouldHoldNothing()
                    virtual.rotator.getFetchStats().requests shouldBe 0
                }
            }
        }

        test("S4-12 a flow of requests is answered as they complete, and a failure disturbs nobody") {
            runTest {
                VirtualRotator(this, *proxies(10)) {
                    val number =
                        request.url.encodedPath
                            .drop(1)
                            .toInt()
                    delay((100 - 10 * number).milliseconds)
                    respond("$number", if (number == 3) HttpStatusCode.NotFound else HttpStatusCode.OK)
                }.use { virtual ->
                    val outcomes = virtual.rotator.fetchFlow(List(10, ::request).asFlow()).toList()
                    outcomes.map { it.url } shouldContainExactly (9 downTo 0).map { "$TARGET$it" }
                    outcomes.filterNot { it.success }.map { it.statusCode } shouldContainExactly listOf(404)
                    virtual.rotator
                        .fetchFlow(List(10, ::request).asFlow())
                        .take(2)
                        .toList() shouldHaveSize 2
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("S4-12 20,000 requests are made one by one, and no more are there than may be under way") {
            runTest {
                var made = 0
                var completed = 0
                var ahead = 0
                VirtualRotator(this, *proxies(3), remembers = false) { respond() }.use { virtual ->
                    val requests =
                        flow {
                            repeat(20_000) {
                                ahead = maxOf(ahead, ++made - completed)
                                emit(it)
                            }
                        }.map(::request)
                    virtual.rotator.fetchFlow(requests, maxConcurrent = 10).collect { completed++ }
                    completed shouldBe 20_000
                    ahead shouldBeLessThanOrEqual 12
                    virtual.rotator.getFetchStats().successes shouldBe 20_000
                    virtual.shouldHoldNothing()
                }
            }
        }
    })

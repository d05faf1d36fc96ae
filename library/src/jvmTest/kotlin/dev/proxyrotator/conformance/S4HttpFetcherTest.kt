package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.doubles.shouldBeGreaterThanOrEqual
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.request.HttpRequestData
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import java.nio.file.Files
import java.nio.file.Path
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example"

/** Document 004, and what of document 003 has no other place. */
class S4HttpFetcherTest :
    FunSpec({
        test("S4-3 S4-25 N4 connections are used again: at least nine of ten requests open none") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { one ->
                    LoopbackProxy().use { other ->
                        ProxyRotator(one.url, other.url).use { rotator ->
                            val outcomes =
                                rotator.fetchAll(
                                    List(400) { FetchRequest(origin.url("/")) },
                                    maxConcurrent = 10,
                                )
                            outcomes.successCount shouldBe 400
                            val opened = one.connections.accepted + other.connections.accepted
                            opened shouldBeLessThanOrEqual 40
                        }
                    }
                }
            }
        }

        test("S4-6 a rule for an endpoint comes before the time-out that URLs have otherwise, shorter or longer") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    retry { maxAttempts = 1 }
                    timeouts {
                        responseHead = 5.minutes
                        glob("$TARGET/export/**") { call = 2.minutes }
                        host("health.example") { call = 1.seconds }
                        host("far.example") { connect = 9.seconds }
                    }
                    fetch {
                        timeout = 10.seconds
                        maxRetries = 0
                    }
                }

                suspend fun timeOf(url: String): Long {
                    val before = currentTime
                    mockRotator("http://a.example", configure = configure) { awaitCancellation() }.use {
                        it.fetchUrls(listOf(url)).getValue(url).success shouldBe false
                    }
                    return currentTime - before
                }
                timeOf("$TARGET/data") shouldBe 10_000
                timeOf("$TARGET/export/all") shouldBe 120_000
                timeOf("http://health.example/") shouldBe 1_000
                timeOf("http://far.example/") shouldBe 10_000
                mockRotator("http://a.example", configure = configure) { awaitCancellation() }.use { rotator ->
                    val before = currentTime
                    // What a request says itself comes first.
                    rotator.fetchAll(listOf(FetchRequest("$TARGET/export/all", timeout = 3.seconds, maxRetries = 0)))
                    currentTime - before shouldBe 3_000
                }
            }
        }

        test("S4-7 a proxy that dies in the middle costs no result") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { dying ->
                    LoopbackProxy().use { living ->
                        ProxyRotator(dying.url, living.url).use { rotator ->
                            val urls = List(60) { origin.url("/bytes/100?seed=$it") }
                            rotator.fetchUrls(urls.take(20)).values.count { it.success } shouldBe 20
                            dying.behaviour = ProxyBehaviour.Refuse
                            rotator.fetchUrls(urls.drop(20)).values.count { it.success } shouldBe 40
                        }
                    }
                }
            }
        }

        test("S4-18 a proxy that fails again and again is left alone for a while, and tried again by one request") {
            runTest {
                var broken = true
                val asked = ArrayList<Long>()
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    retry {
                        maxAttempts = 1
                        maxFailovers = 0
                    }
                }
                mockRotator("http://a.example", configure = configure) { _: HttpRequestData ->
                    asked.add(currentTime)
                    if (broken) throw ConnectException()
                    respondOk()
                }.use { rotator ->
                    repeat(5) { runCatching { rotator.get(TARGET) } }
                    asked.size shouldBe 5
                    val error =
                        shouldThrow<ProxyPoolEmptyException> {
                            rotator.get(TARGET) {
                                rotation {
                                    timeout =
                                        1.seconds
                                }
                            }
                        }
                    asked.size shouldBe 5
                    broken = false
                    delay(error.earliestRetry!!)
                    rotator.get(TARGET).attempts.size shouldBe 1
                    asked.size shouldBe 6
                }
            }
        }

        test("S4-28 a rotator that nobody closed keeps no program alive, and its connections end by themselves") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    val forgotten =
                        ProxyRotator(proxy.secretUrl) {
                            transport = Sockets { idleTimeout = 1.seconds }
                        }
                    forgotten
                        .fetchUrls(listOf(origin.url("/")))
                        .values
                        .single()
                        .success shouldBe true
                    Thread
                        .getAllStackTraces()
                        .keys
                        .filter { it.name.startsWith("proxy-rotator") && !it.isDaemon }
                        .shouldBeEmpty()
                    proxy.connections.awaitOpen(0)
                    forgotten.close()
                }
            }
        }

        test("S3-13 without a network: answers, time-outs and exceptions by script, and hours in no time") {
            runTest {
                val rotator =
                    mockRotator("http://a.example") {
                        when (it.url.encodedPath) {
                            "/slow" -> delay(3_600_000)
                            "/broken" -> throw ConnectException("refused")
                        }
                        respondOk("fine")
                    }
                rotator.use {
                    val requests =
                        listOf("/fine", "/slow", "/broken").map { path ->
                            FetchRequest(TARGET + path, maxRetries = 0)
                        }
                    val result = it.fetchAll(requests)
                    result.outcomes.map { outcome -> outcome.success } shouldContainExactly listOf(true, false, false)
                    result.successes.single().body shouldBe "fine"
                }
            }
        }

        test("S3-15 S4-27 README and guide say how to run the tests, where things are, and how to tune") {
            val readme = String(Files.readAllBytes(Path.of("../README.md")))
            val guide = String(Files.readAllBytes(Path.of("../docs/guide.md")))
            readme shouldContain "mvn verify"
            guide shouldContain "## Where things are"
            listOf("maxConcurrent", "chunkSize", "timeouts {").forEach { guide shouldContain it }
        }

        test("S4-26 N14 the build fails below 97 % of covered lines") {
            val bound =
                Regex("<minValue>(\\d+)</minValue>")
                    .find(String(Files.readAllBytes(Path.of("../pom.xml"))))
                    ?.groupValues
                    ?.get(1)
            bound.orEmpty().toDouble() shouldBeGreaterThanOrEqual 97.0
        }
    })

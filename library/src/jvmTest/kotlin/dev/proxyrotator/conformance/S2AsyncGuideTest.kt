package dev.proxyrotator.conformance

import com.sun.net.httpserver.HttpServer
import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.requireSuccess
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.patternedBytes
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.doubles.shouldBeGreaterThanOrEqual
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.plugins.ResponseException
import io.ktor.client.plugins.ServerResponseException
import io.ktor.client.request.prepareGet
import io.ktor.client.statement.bodyAsText
import io.ktor.client.statement.readRawBytes
import io.ktor.http.HttpStatusCode
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import java.io.IOException
import java.net.ConnectException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.Proxy
import java.net.URI
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example"

/** Document 002: what the users of requestx's AsyncClient have. */
class S2AsyncGuideTest :
    FunSpec({
        /** The recipe of the document: after a time-out 1, 2 … seconds, after a 5xx one, and nothing else again. */
        val recipe: ProxyRotatorBuilder.() -> Unit = {
            timeouts { responseHead = 10.seconds }
            retry {
                maxAttempts = 3
                backoff = Backoff(base = 1.seconds, factor = 2.0, jitter = false)
                retryStatuses = (500..599).toSet()
                statusBackoff = Backoff.fixed(1.seconds)
            }
            expectSuccess = true
        }

        test("S2-1 S2-8 results belong to their URLs, however long each takes") {
            runTest {
                mockRotator("http://a.example") {
                    delay(1_000L - it.url.parameters["i"]!!.toLong())
                    respond(it.url.toString())
                }.use { rotator ->
                    val urls = List(30) { "$TARGET/?i=$it" }
                    urls.zip(rotator.batchGet(urls)).forEach { (url, result) ->
                        result.getOrThrow().bodyAsText() shouldBe url
                    }
                }
            }
        }

        test("S2-9 connection failures, time-outs and error statuses are told apart by their types") {
            runTest {
                mockRotator("http://a.example", configure = { retry { maxAttempts = 1 } }) {
                    when (it.url.encodedPath) {
                        "/refused" -> throw ConnectException()
                        "/slow" -> awaitCancellation()
                        else -> respondError(HttpStatusCode.NotFound)
                    }
                }.use { rotator ->
                    val refused = shouldThrow<ProxyRotatorException> { rotator.get("$TARGET/refused") }
                    refused.shouldBeInstanceOf<ProxyConnectionException>().shouldBeInstanceOf<IOException>()
                    shouldThrow<ProxyTimeoutException> {
                        rotator.get(
                            "$TARGET/slow",
                        ) { rotation { timeout = 1.seconds } }
                    }
                    val status = shouldThrow<ResponseException> { rotator.get("$TARGET/missing").requireSuccess() }
                    status.response.status shouldBe HttpStatusCode.NotFound
                }
            }
        }

        test("S2-12 N11 after a time-out the waits are 1 and 2 s, and the last error is raised") {
            runTest {
                val times = ArrayList<Long>()
                mockRotator("http://a.example", configure = recipe) {
                    times.add(currentTime)
                    awaitCancellation()
                }.use { rotator ->
                    val error = shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                    error.attempts.size shouldBe 3
                    error.cause.shouldBeInstanceOf<ProxyTimeoutException>()
                    times shouldContainExactly listOf(0L, 11_000L, 23_000L)
                }
            }
        }

        test("S2-12 N11 after a 5xx the wait is 1 s each time, and the last answer is raised") {
            runTest {
                val times = ArrayList<Long>()
                mockRotator("http://a.example", configure = recipe) {
                    times.add(currentTime)
                    respondError(HttpStatusCode.InternalServerError)
                }.use { rotator ->
                    shouldThrow<ServerResponseException> { rotator.get(TARGET) }.response.attempts.size shouldBe 3
                    times shouldContainExactly listOf(0L, 1_000L, 2_000L)
                }
            }
        }

        test("S2-12 what is neither is raised at once") {
            runTest {
                var requests = 0
                mockRotator("http://a.example", configure = recipe) {
                    requests++
                    respondError(HttpStatusCode.NotFound)
                }.use { rotator ->
                    shouldThrow<ClientRequestException> { rotator.get(TARGET) }
                    requests shouldBe 1
                }
            }
        }

        test("S2-13 a stream comes in chunks of at most 8,192 bytes, through the client's own statement as well") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    ProxyRotator(proxy.secretUrl).use { rotator ->
                        val url = origin.url("/bytes/100000?seed=3")
                        val chunks = rotator.streamGet(url).toList()
                        chunks.maxOf { it.size } shouldBeLessThanOrEqual 8192
                        chunks.reduce { a, b -> a + b } shouldBe patternedBytes(100_000, 3)
                        rotator.client.prepareGet(url).execute { it.readRawBytes() } shouldBe patternedBytes(100_000, 3)
                    }
                }
            }
        }

        test("S2-15 N11 ten a second are ten a second: in no window more than the burst and what the rate allows") {
            runTest {
                val times = ArrayList<Long>()
                val limited: ProxyRotatorBuilder.() -> Unit = {
                    limits { rate = RateLimit(permits = 10, per = 1.seconds, burst = 1) }
                }
                mockRotator("http://a.example", configure = limited) {
                    times.add(currentTime)
                    respondOk()
                }.use { rotator ->
                    repeat(20) { rotator.get("$TARGET/?i=$it") }
                    times.zipWithNext { a, b -> b - a }.forEach { it shouldBe 100 }
                }
            }
        }

        test("S2-16 a hundred URLs, ten at once") {
            runTest {
                var running = 0
                var peak = 0
                mockRotator("http://a.example") {
                    peak = maxOf(peak, ++running)
                    delay(100)
                    running--
                    respondOk()
                }.use { rotator ->
                    rotator
                        .batchGet(
                            List(100) { "$TARGET/get?i=$it" },
                            maxConcurrent = 10,
                        ).all { it.isSuccess } shouldBe
                        true
                    peak shouldBe 10
                    currentTime shouldBe 1_000
                }
            }
        }

        test("S2-18 a server passes requests on through one shared client, streamed, and closes it when it stops") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    val rotator = ProxyRotator(proxy.secretUrl) { baseUrl = origin.url }
                    val address = InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                    val server = HttpServer.create(address, 0)
                    server.createContext("/proxy/") { exchange ->
                        exchange.sendResponseHeaders(200, 0)
                        runBlocking {
                            val rest = exchange.requestURI.toString().removePrefix("/proxy")
                            exchange.responseBody.use { out -> rotator.streamGet(rest).collect(out::write) }
                        }
                    }
                    server.start()
                    try {
                        val url = URI("http://127.0.0.1:${server.address.port}/proxy/bytes/300000?seed=5").toURL()
                        url.openConnection(Proxy.NO_PROXY).getInputStream().use { it.readBytes() } shouldBe
                            patternedBytes(300_000, 5)
                    } finally {
                        server.stop(0)
                        rotator.aclose()
                    }
                    proxy.connections.awaitOpen(0)
                }
            }
        }

        test("S2-19 the defaults reuse connections, limit what runs at once, end what hangs and repeat what failed") {
            ProxyRotator().use { rotator ->
                val config = rotator.config
                config.timeouts.call.isFinite() shouldBe true
                config.timeouts.connect.isFinite() shouldBe true
                config.retry.maxAttempts shouldBe 4
                config.retry.backoff.factor shouldBeGreaterThanOrEqual 2.0
                config.limits.maxConnections shouldBeLessThanOrEqual 512
            }
        }

        test("S2-17 S2-20 a hundred items, twenty at once, three attempts, and only time-outs are repeated") {
            runTest {
                var running = 0
                var peak = 0
                val tries = HashMap<String, Int>()
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    timeouts {
                        call = 90.seconds
                        responseHead = 30.seconds
                        connect = 5.seconds
                    }
                    retry {
                        maxAttempts = 3
                        backoff = Backoff(base = 1.seconds, jitter = false)
                        retryStatuses = emptySet()
                    }
                    expectSuccess = true
                }
                mockRotator("http://a.example", "http://b.example", configure = configure) {
                    val item = it.url.segments.last()
                    val count = tries.merge(item, 1, Int::plus)!!
                    peak = maxOf(peak, ++running)
                    try {
                        delay(100)
                        if (item.endsWith("7") && count < 3) awaitCancellation()
                        if (item.endsWith("9")) respondError(HttpStatusCode.ServiceUnavailable) else respond(item)
                    } finally {
                        running--
                    }
                }.use { rotator ->
                    val results = rotator.batchGet(List(100) { "$TARGET/item/$it" }, maxConcurrent = 20)
                    results.count { it.isSuccess } shouldBe 90
                    peak shouldBe 20
                    tries.filterKeys { it.endsWith("7") }.values.toSet() shouldBe setOf(3)
                    tries.filterKeys { it.endsWith("9") }.values.toSet() shouldBe setOf(1)
                }
            }
        }
    })

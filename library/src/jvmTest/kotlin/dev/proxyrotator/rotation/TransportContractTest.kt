package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.ScriptedTransport
import dev.proxyrotator.complete
import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.ProxyTimeoutException.Phase
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.failure.ResponseTooLargeException
import dev.proxyrotator.proxy.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpStatusCode
import io.ktor.utils.io.ByteReadChannel
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

@OptIn(ExperimentalCoroutinesApi::class)
private suspend fun TestScope.scripted(
    configure: ProxyRotatorBuilder.() -> Unit = {},
    answer: suspend (HttpRequestData, Route) -> TransportResponse = { _, _ -> complete("ok") },
    block: suspend (ProxyRotator, ScriptedTransport) -> Unit,
) {
    lateinit var scripted: ScriptedTransport
    val clock = testTimeSource
    val rotator =
        ProxyRotator("http://a.example", "http://b.example") {
            transport = ProxyTransportFactory { ScriptedTransport(it, answer).also { made -> scripted = made } }
            dispatcher = StandardTestDispatcher(testScheduler)
            timeSource = clock
            configure()
        }
    rotator.use { block(it, scripted) }
}

@OptIn(ExperimentalCoroutinesApi::class)
class TransportContractTest :
    FunSpec({
        test("a transport is told the limits, and keeps that of the head itself") {
            runTest {
                scripted(
                    configure = {
                        timeouts {
                            responseHead = 1.seconds
                            handshake = 2.seconds
                            tls = 3.seconds
                            call = 20.seconds
                        }
                        limits { maxConnectionsPerProxy = 7 }
                    },
                    answer = { _, _ -> awaitCancellation() },
                ) { rotator, transport ->
                    transport.settings.limits.maxConnectionsPerProxy shouldBe 7
                    transport.settings.timeouts.responseHead shouldBe 1.seconds
                    transport.settings.timeouts.handshake shouldBe 2.seconds
                    transport.settings.timeouts.tls shouldBe 3.seconds
                    shouldThrow<ProxyTimeoutException> { rotator.get(TARGET) }.phase shouldBe Phase.CALL
                    currentTime shouldBe 20_000
                }
            }
        }

        test("a route says whether the transport may send the request twice by itself") {
            runTest {
                scripted { rotator, transport ->
                    suspend fun mayRepeat(
                        method: String,
                        configure: HttpRequestBuilder.() -> Unit = {},
                    ): Boolean {
                        rotator.request(method, TARGET, configure)
                        return transport.routes.last().mayRepeat
                    }
                    listOf("GET", "HEAD", "PUT", "DELETE", "OPTIONS").forEach { mayRepeat(it) shouldBe true }
                    listOf("POST", "PATCH", "QUERY").forEach { mayRepeat(it) shouldBe false }
                    mayRepeat("GET") { rotation { idempotent = false } } shouldBe false
                    mayRepeat("POST") {
                        rotation { idempotent = true }
                        setBody("text")
                    } shouldBe true
                    mayRepeat("PUT") { setBody(byteArrayOf(1)) } shouldBe true
                    mayRepeat("PUT") { setBody(ByteReadChannel("one shot")) } shouldBe false
                }
            }
        }

        test("a body that is in memory already is delivered, streamed and bounded like any other") {
            runTest {
                scripted(configure = { limits { maxBodyInMemory = 10 } }, answer = { request, _ ->
                    complete("x".repeat(request.url.encodedPath.length - 1))
                }) { rotator, _ ->
                    rotator.get(TARGET).bodyAsText() shouldBe ""
                    rotator.get("${TARGET}1234567890").bodyAsText() shouldBe "xxxxxxxxxx"
                    shouldThrow<ResponseTooLargeException> { rotator.get("${TARGET}12345678901") }.limit shouldBe 10
                    val chunks = rotator.streamGet("${TARGET}12345678901", chunkSize = 8).toList()
                    chunks.map { it.decodeToString() } shouldContainExactly listOf("xxxxxxxx", "xxx")
                    rotator.pool.statistics().sumOf { it.inFlight } shouldBe 0
                    rotator.pool.statistics().sumOf { it.successes } shouldBe 3
                }
            }
        }

        test("a status that is tried again elsewhere is, also with its body in memory") {
            runTest {
                scripted(answer = { _, route ->
                    val isBusy = route.proxy.host == "a.example"
                    complete("body", if (isBusy) HttpStatusCode.ServiceUnavailable else HttpStatusCode.OK)
                }) { rotator, _ ->
                    val response = rotator.get(TARGET)
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.STATUS, null)
                    rotator.pool.statistics().map { it.inFlight } shouldContainExactly listOf(0, 0)
                }
            }
        }

        test("what fails without a proxy is the target's fault and never takes Proxy.Direct out of rotation") {
            runTest {
                scripted(
                    configure = {
                        retry { maxAttempts = 1 }
                        health { failureThreshold = 1 }
                    },
                    answer = { _, route -> throw ProxyUnreachableException(route.proxy, FailureKind.CONNECT) },
                ) { rotator, transport ->
                    rotator.pool.proxies.value
                        .forEach { rotator.removeProxy(it.id) }
                    rotator.addProxy(Proxy.Direct)
                    repeat(3) {
                        shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }.message shouldContain
                            "Cannot reach the target"
                    }
                    transport.routes.map { it.proxy }.toSet() shouldBe setOf(Proxy.Direct)
                    rotator.getPoolStats().healthyProxies shouldBe 1
                }
            }
        }
    })

package dev.proxyrotator

import dev.proxyrotator.engine.ProxyTransportFactory
import dev.proxyrotator.engine.Route
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyUnreachableException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.HttpClient
import io.ktor.client.HttpClientConfig
import io.ktor.client.engine.cio.CIO
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.get
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpProtocolVersion
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import io.ktor.util.date.GMTDate
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.job
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.testTimeSource
import java.net.InetSocketAddress
import kotlin.time.Duration.Companion.seconds
import dev.proxyrotator.failure.FailureKind.CONNECT as CONNECT_FAILED

private const val TARGET = "http://target.example/"

/** A Ktor client over a [ScriptedTransport], wholly on the virtual time of this test. */
@OptIn(ExperimentalCoroutinesApi::class)
private class Clients(
    private val scope: TestScope,
    private val answer: suspend (HttpRequestData, Route) -> TransportResponse = { _, _ -> complete("ok") },
) {
    lateinit var transport: ScriptedTransport

    fun client(
        vararg proxies: String = arrayOf("http://a.example", "http://b.example"),
        configure: ProxyEngineConfig.() -> Unit = {},
        client: HttpClientConfig<ProxyEngineConfig>.() -> Unit = {},
    ) = HttpClient(ProxyEngine) {
        engine {
            transport =
                ProxyTransportFactory { ScriptedTransport(it, answer).also { made -> this@Clients.transport = made } }
            dispatcher = StandardTestDispatcher(scope.testScheduler)
            timeSource = scope.testTimeSource
            proxies(*proxies)
            configure()
        }
        client()
    }
}

@OptIn(ExperimentalCoroutinesApi::class)
class ProxyEngineTest :
    FunSpec({
        test("a Ktor client over the engine rotates through its pool") {
            runTest {
                Clients(this) { _, route -> complete(route.proxy.host) }.client().use { client ->
                    List(3) { client.get(TARGET).bodyAsText() } shouldContainExactly
                        listOf("a.example", "b.example", "a.example")
                    client.get(TARGET).proxy shouldBe Proxy.parse("http://b.example")
                }
            }
        }

        test("it takes the options of a ProxyRotator, and those of one request") {
            runTest {
                val clients = Clients(this) { _, route -> throw ProxyUnreachableException(route.proxy, CONNECT_FAILED) }
                val configure: ProxyEngineConfig.() -> Unit = {
                    strategy("least-used")
                    poolName = "engine"
                    timeouts { tls = 3.seconds }
                    retry { maxAttempts = 3 }
                    limits { maxConnectionsPerProxy = 2 }
                }
                clients.client(configure = configure).use { client ->
                    clients.transport.settings.timeouts.tls shouldBe 3.seconds
                    clients.transport.settings.limits.maxConnectionsPerProxy shouldBe 2
                    client.proxyPool.name shouldBe "engine"
                    shouldThrow<ProxyConnectionException> { client.get(TARGET) }.attempts.size shouldBe 4
                    val once: HttpRequestBuilder.() -> Unit = {
                        rotation {
                            maxAttempts = 1
                            maxFailovers = 0
                        }
                    }
                    shouldThrow<ProxyConnectionException> { client.get(TARGET, once) }.attempts.size shouldBe 1
                }
            }
        }

        test("the pool of a client can be changed while it works") {
            runTest {
                val clients = Clients(this)
                clients.client(proxies = emptyArray()).use { client ->
                    shouldThrow<ProxyPoolEmptyException> { client.get(TARGET) }
                    client.proxyPool.add(Proxy.Direct)
                    client
                        .get(TARGET)
                        .attempts
                        .single()
                        .proxy shouldBe Proxy.Direct
                    client.proxyPool.remove(Proxy.Direct.id)
                    clients.transport.forgotten shouldContainExactly listOf(Proxy.Direct)
                    client.config { expectSuccess = true }.proxyPool shouldBe client.proxyPool
                }
            }
            HttpClient(CIO).use { other ->
                shouldThrow<IllegalStateException> { other.proxyPool }.message shouldContain "ProxyEngine"
            }
        }

        test("Ktor's own proxy and pipelining are refused with what to use instead") {
            val javaProxy =
                java.net.Proxy(
                    java.net.Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved("a.example", 80),
                )
            shouldThrow<IllegalArgumentException> { HttpClient(ProxyEngine) { engine { proxy = javaProxy } } }
                .message shouldContain "proxies(…)"
            shouldThrow<IllegalArgumentException> { HttpClient(ProxyEngine) { engine { pipelining = true } } }
                .message shouldContain "maxConnectionsPerProxy"
        }

        test("S0-6 a proxy that is invalid, or that the transport cannot carry, fails the construction") {
            val error =
                shouldThrow<ProxyValidationException> {
                    HttpClient(
                        ProxyEngine,
                    ) { engine { proxies("http://a.example", "http://u:hunter2@b.example:99999") } }
                }
            error.toString() shouldNotContain "hunter2"
            shouldThrow<ProxyValidationException> {
                HttpClient(ProxyEngine) {
                    engine {
                        transport =
                            dev.proxyrotator.engine.adapter
                                .EnginePerProxy(CIO)
                        proxy("socks5://a.example")
                    }
                }
            }.message shouldContain "CIO"
        }

        test("S0-28 closing the client closes the pool and the transport, and says so afterwards") {
            runTest {
                val clients = Clients(this)
                val client = clients.client()
                client.get(TARGET)
                client.close()
                client.close()
                client.engine.coroutineContext.job
                    .join()
                clients.transport.isClosed shouldBe true
                shouldThrow<IllegalStateException> { client.get(TARGET) }.message shouldContain "closed"
                shouldThrow<IllegalStateException> { client.proxyPool.add("http://c.example") }.message shouldContain
                    "closed"
            }
        }

        test("S0-28 closing or cancelling the client, or closing the engine, ends requests under way with an error") {
            listOf<(HttpClient) -> Unit>({ it.close() }, { it.cancel() }, { it.engine.close() }).forEach { end ->
                runTest {
                    val clients = Clients(this) { _, _ -> awaitCancellation() }
                    val client = clients.client()
                    val running = async { runCatching { client.get(TARGET) } }
                    runCurrent()
                    end(client)
                    val error = running.await().exceptionOrNull()
                    (error is IllegalStateException) shouldBe true
                    error?.message shouldContain "closed"
                    client.engine.coroutineContext.job
                        .join()
                    clients.transport.isClosed shouldBe true
                    client.proxyPool.statistics().sumOf { it.inFlight } shouldBe 0
                }
            }
        }

        test("B7 a user name and password in a URL become a header, also after a redirect, and no host is an error") {
            runTest {
                val seen = ArrayList<HttpRequestData>()
                val clients =
                    Clients(this) { request, _ ->
                        seen.add(request)
                        if (request.url.encodedPath ==
                            "/moved"
                        ) {
                            redirect("http://us:er@other.example/")
                        } else {
                            complete("ok")
                        }
                    }
                clients.client().use { client ->
                    client.get("http://alice:s3cret@target.example/")
                    client.get("http://target.example/moved")
                    val error = shouldThrow<IllegalArgumentException> { client.get("/path") }
                    error.message shouldContain "names no host"
                }
                seen.map { it.url.toString() } shouldContainExactly
                    listOf(TARGET, "http://target.example/moved", "http://other.example/")
                seen.map { it.headers[HttpHeaders.Authorization] } shouldContainExactly
                    listOf("Basic YWxpY2U6czNjcmV0", null, "Basic dXM6ZXI=")
            }
        }
    })

private fun redirect(location: String) =
    TransportResponse(
        HttpStatusCode.Found,
        HttpProtocolVersion.HTTP_1_1,
        headersOf(HttpHeaders.Location, location),
        GMTDate(),
        ByteArray(0),
    )

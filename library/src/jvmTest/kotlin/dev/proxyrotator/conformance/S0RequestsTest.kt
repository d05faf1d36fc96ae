package dev.proxyrotator.conformance

import dev.proxyrotator.engine.route
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyAuthenticationException
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.call.body
import io.ktor.client.engine.mock.MockRequestHandleScope
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.engine.mock.toByteArray
import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.plugins.HttpRequestTimeoutException
import io.ktor.client.plugins.HttpTimeout
import io.ktor.client.plugins.contentnegotiation.ContentNegotiation
import io.ktor.client.plugins.timeout
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.forms.FormDataContent
import io.ktor.client.request.header
import io.ktor.client.request.parameter
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.http.ContentType
import io.ktor.http.HttpStatusCode
import io.ktor.http.contentType
import io.ktor.http.headersOf
import io.ktor.http.parameters
import io.ktor.serialization.kotlinx.json.json
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import java.io.IOException
import java.net.ConnectException
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/data"

private fun MockRequestHandleScope.wantsCredentials() =
    respondError(
        HttpStatusCode.ProxyAuthenticationRequired,
        headers = headersOf("Proxy-Authenticate", "Basic realm=\"proxy\""),
    )

class S0RequestsTest :
    FunSpec({
        test("S0-9 get sends query parameters and headers and returns the response") {
            runTest {
                mockRotator("http://a.example") {
                    respond("${it.method.value} ${it.url.encodedQuery} ${it.headers["X-Token"]}")
                }.use { rotator ->
                    val response =
                        rotator.get(TARGET) {
                            parameter("key", "a value")
                            header("X-Token", "t")
                        }
                    response.status shouldBe HttpStatusCode.OK
                    response.bodyAsText() shouldBe "GET key=a+value t"
                }
            }
        }

        test("S0-10 post sends a form, a text, bytes or JSON") {
            runTest {
                mockRotator("http://a.example", configure = { client { install(ContentNegotiation) { json() } } }) {
                    respond("${it.body.contentType} ${it.body.toByteArray().decodeToString()}")
                }.use { rotator ->
                    suspend fun sent(body: HttpRequestBuilder.() -> Unit) = rotator.post(TARGET, body).bodyAsText()

                    sent { setBody(FormDataContent(parameters { append("field", "a value") })) } shouldBe
                        "application/x-www-form-urlencoded; charset=UTF-8 field=a+value"
                    sent { setBody("plain") } shouldBe "text/plain; charset=UTF-8 plain"
                    sent { setBody("bytes".encodeToByteArray()) } shouldBe "application/octet-stream bytes"
                    sent {
                        contentType(ContentType.Application.Json)
                        setBody(mapOf("field" to "value"))
                    } shouldBe """application/json {"field":"value"}"""
                }
            }
        }

        test("S0-10 a JSON response is read as an object") {
            runTest {
                mockRotator("http://a.example", configure = { client { install(ContentNegotiation) { json() } } }) {
                    respond("""{"n":1}""", headers = headersOf("Content-Type", "application/json"))
                }.use { it.get(TARGET).body<Map<String, Int>>() shouldBe mapOf("n" to 1) }
            }
        }

        test("S0-11 request sends any method") {
            runTest {
                mockRotator("http://a.example") { respond(it.method.value) }.use { rotator ->
                    listOf("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND").forEach {
                        rotator.request(it, TARGET).bodyAsText() shouldBe it
                    }
                    rotator.put(TARGET).bodyAsText() shouldBe "PUT"
                    rotator.patch(TARGET).bodyAsText() shouldBe "PATCH"
                    rotator.delete(TARGET).bodyAsText() shouldBe "DELETE"
                    rotator.options(TARGET).bodyAsText() shouldBe "OPTIONS"
                    rotator.head(TARGET).status shouldBe HttpStatusCode.OK
                }
            }
        }

        test("S0-12 options of one call reach the client and the rotation") {
            runTest {
                var sent = 0
                mockRotator("http://a.example", "http://b.example", configure = { client { install(HttpTimeout) } }) {
                    sent++
                    if (it.url.encodedPath == "/slow") awaitCancellation()
                    throw IOException("broken")
                }.use { rotator ->
                    shouldThrow<ProxyConnectionException> { rotator.get(TARGET) { rotation { maxAttempts = 1 } } }
                        .attempts.size shouldBe 1
                    sent shouldBe 1
                    shouldThrow<ProxyTimeoutException> {
                        rotator.get("http://target.example/slow") { rotation { timeout = 2.seconds } }
                    }.limit shouldBe 2.seconds
                    shouldThrow<HttpRequestTimeoutException> {
                        rotator.get("http://target.example/slow") { timeout { requestTimeoutMillis = 1000 } }
                    }
                    shouldThrow<IllegalArgumentException> { rotator.get(TARGET) { rotation { maxAttempts = 0 } } }
                }
            }
        }

        test("S0-13 an empty pool is an error that says so, and nothing is sent") {
            runTest {
                mockRotator { error("nothing may be sent") }.use { rotator ->
                    val error = shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) }
                    error.reason shouldBe ProxyPoolEmptyException.Reason.EMPTY
                    error.earliestRetry shouldBe null
                    error.poolName shouldBe "default"
                }
            }
        }

        test("S0-13 a pool whose proxies are all out tells when the first may be tried again") {
            runTest {
                var sent = 0
                mockRotator(
                    "http://a.example",
                    configure = {
                        health { failureThreshold = 1 }
                        retry { maxAttempts = 1 }
                    },
                ) {
                    sent++
                    throw ConnectException("refused")
                }.use { rotator ->
                    shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                    val error = shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) }
                    error.reason shouldBe ProxyPoolEmptyException.Reason.ALL_UNAVAILABLE
                    (error.earliestRetry.shouldNotBeNull() in 15.seconds..30.seconds) shouldBe true
                    sent shouldBe 1
                }
            }
        }

        test("S0-14 when all attempts fail the error tells what happened in each") {
            runTest {
                val three = arrayOf("http://a.example", "http://b.example", "http://c.example")
                mockRotator(*three, configure = { retry { maxAttempts = 1 } }) {
                    throw ConnectException("refused by ${it.route.proxy.host}")
                }.use { rotator ->
                    val error = shouldThrow<ProxyConnectionException> { rotator.get(TARGET) }
                    error.attempts.map { it.proxy.host } shouldContainExactly
                        listOf("a.example", "b.example", "c.example")
                    error.attempts.map { it.failure }.toSet() shouldBe setOf(FailureKind.CONNECT)
                    error.cause shouldBe error.attempts.last().cause
                    error.suppressed.toList() shouldContainExactly error.attempts.take(2).map { it.cause }
                }
            }
        }

        test("S0-15 HTTP-level errors stay Ktor's own") {
            runTest {
                mockRotator("http://a.example", configure = { client { expectSuccess = true } }) {
                    respondError(HttpStatusCode.NotFound)
                }.use { rotator ->
                    shouldThrow<ClientRequestException> { rotator.get(TARGET) }.response.status shouldBe
                        HttpStatusCode.NotFound
                    rotator.getPoolStats().overallSuccessRate shouldBe 1.0
                }
            }
        }

        test("S0-15 without expectSuccess an error status is a response like any other") {
            runTest {
                mockRotator("http://a.example") { respondError(HttpStatusCode.InternalServerError) }.use { rotator ->
                    val response = rotator.get(TARGET)
                    response.status shouldBe HttpStatusCode.InternalServerError
                    response.attempts.size shouldBe 1
                }
            }
        }

        test("S0-31 only a proxy's 407 is an authentication error, and it takes the proxy out") {
            runTest {
                mockRotator(
                    "http://u:wrong@a.example",
                ) { wantsCredentials() }.use { rotator ->
                    val error = shouldThrow<ProxyAuthenticationException> { rotator.get(TARGET) }
                    error.status shouldBe 407
                    error.proxyId shouldBe
                        rotator.pool.proxies.value
                            .first()
                            .id
                    error.attempts.size shouldBe 1
                    rotator.getPoolStats().healthyProxies shouldBe 0
                    shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) }.earliestRetry shouldBe null
                }
            }
        }

        test("S0-31 a target's 401, and a 407 inside a tunnel, are responses") {
            runTest {
                mockRotator("http://a.example") {
                    respondError(
                        if (it.url.protocol.name ==
                            "https"
                        ) {
                            HttpStatusCode.ProxyAuthenticationRequired
                        } else {
                            HttpStatusCode.Unauthorized
                        },
                    )
                }.use { rotator ->
                    rotator.get("http://target.example/").status shouldBe HttpStatusCode.Unauthorized
                    rotator.get("https://target.example/").status shouldBe HttpStatusCode.ProxyAuthenticationRequired
                    rotator.getPoolStats().healthyProxies shouldBe 1
                }
            }
        }

        test("S0-31 a 407 that names no scheme may be the target's: it takes no proxy out, and a POST is sent once") {
            runTest {
                mockRotator("http://a.example", "http://b.example") {
                    respondError(HttpStatusCode.ProxyAuthenticationRequired)
                }.use { rotator ->
                    shouldThrow<ProxyAuthenticationException> { rotator.post(TARGET) }.attempts.size shouldBe 1
                    shouldThrow<ProxyAuthenticationException> { rotator.get(TARGET) }.attempts.size shouldBe 4
                    rotator.getPoolStats().healthyProxies shouldBe 2
                }
            }
        }

        test("S0-31 another proxy is tried when one refuses its credentials") {
            runTest {
                mockRotator("http://u:wrong@a.example", "http://b.example") {
                    if (it.route.proxy.host ==
                        "a.example"
                    ) {
                        wantsCredentials()
                    } else {
                        respondOk()
                    }
                }.use { rotator ->
                    val response = rotator.post(TARGET) { setBody("once") }
                    response.proxy.host shouldBe "b.example"
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.AUTHENTICATION, null)
                }
            }
        }

        test("S0-32 the errors can be caught one by one, from narrow to wide") {
            runTest {
                mockRotator { respondOk() }.use { rotator ->
                    shouldThrow<ProxyPoolEmptyException> { rotator.get(TARGET) }
                    shouldThrow<ProxyRotatorException> { rotator.get(TARGET) }
                    shouldThrow<IOException> { rotator.get(TARGET) }.shouldBeInstanceOf<ProxyRotatorException>()
                }
            }
        }

        test("S0-36 choosing a proxy and setting up the attempt takes no time of its own") {
            runTest {
                val proxies = Array(10_000) { "http://10.0.${it / 250}.${it % 250 + 1}:8080" }
                mockRotator(*proxies) {
                    delay(5)
                    respondOk()
                }.use { rotator ->
                    repeat(100) { rotator.get(TARGET) }
                    currentTime shouldBe 500
                }
            }
        }
    })

package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.coding.Wrapping
import dev.proxyrotator.engine.coding.gzip
import dev.proxyrotator.engine.transports
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ResponseDecodingException
import dev.proxyrotator.failure.ResponseDecodingException.Reason
import dev.proxyrotator.failure.ResponseTooLargeException
import dev.proxyrotator.failure.StreamInterruptedException
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.core.spec.style.scopes.FunSpecContainerScope
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.longs.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.engine.mock.respond
import io.ktor.client.plugins.defaultRequest
import io.ktor.client.request.header
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsBytes
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.runTest

private const val TARGET = "http://target.example/"
private const val MEBIBYTE = 1024 * 1024
private val text = "Much of what is sent could be said in fewer words. ".repeat(200)
private val bytes = text.toByteArray()
private val bomb by lazy { gzip(ByteArray(20 * MEBIBYTE)) }

private val codings =
    mapOf(
        "/gzip" to ("gzip" to Wrapping.GZIP.encode(bytes)),
        "/x-gzip" to ("X-GZIP" to Wrapping.GZIP.encode(bytes)),
        "/deflate" to ("deflate" to Wrapping.ZLIB.encode(bytes)),
        "/raw-deflate" to ("deflate" to Wrapping.RAW.encode(bytes)),
        "/both" to ("deflate, gzip" to Wrapping.GZIP.encode(Wrapping.ZLIB.encode(bytes))),
        "/members" to ("gzip" to Wrapping.GZIP.encode(bytes.copyOf(100)) + gzip(bytes.drop(100).toByteArray())),
    )

private val routes =
    OriginHandler { request ->
        fun coded(
            coding: String,
            body: ByteArray,
            status: Int = 200,
        ) = OriginAnswer.Whole(body, status, listOf("Content-Encoding" to coding))

        val known = codings[request.path]
        when {
            known != null -> coded(known.first, known.second)
            request.path == "/plain" -> OriginAnswer.Whole(text)
            request.path == "/part" -> coded("gzip", gzip(bytes).copyOf(20), status = 206)
            request.path == "/nothing" -> coded("gzip", ByteArray(0))
            request.path == "/unknown" -> coded("br", bytes)
            request.path == "/three" -> coded("gzip, gzip, gzip", gzip(gzip(gzip(bytes))))
            request.path == "/truncated" -> coded("gzip", gzip(bytes).dropLast(1).toByteArray())
            request.path == "/garbage" -> coded("gzip", gzip(bytes) + 1)
            request.path == "/bomb" -> coded("gzip", bomb)
            else -> OriginAnswer.Whole(status = 404)
        }
    }

private class Compressing(
    val origin: LoopbackOrigin,
    val rotator: ProxyRotator,
) {
    suspend fun get(path: String): HttpResponse = rotator.get(origin.url(path))

    suspend fun stream(path: String): ByteArray =
        rotator.streamGet(origin.url(path)).toList().fold(ByteArray(0)) { all, chunk -> all + chunk }

    val accepted: String? get() = origin.requests.last().header("Accept-Encoding")
}

private fun HttpResponse.shouldBePlain() {
    headers[HttpHeaders.ContentEncoding] shouldBe null
    headers[HttpHeaders.ContentLength] shouldBe null
}

class CompressionTest :
    FunSpec({
        suspend fun compressing(
            transport: String = "sockets",
            configure: ProxyRotatorBuilder.() -> Unit = {},
            block: suspend Compressing.() -> Unit,
        ) = LoopbackOrigin(handler = routes).use { origin ->
            LoopbackProxy().use { proxy ->
                ProxyRotator(proxy.secretUrl) {
                    this.transport = transports.getValue(transport)
                    configure()
                }.use { Compressing(origin, it).block() }
            }
        }

        suspend fun FunSpecContainerScope.decodes(transport: String) {
            test("C12 compressed responses are asked for, and what comes is what was compressed") {
                compressing(transport) {
                    codings.keys.forEach { path ->
                        val response = get(path)
                        accepted shouldBe "gzip, deflate"
                        response.bodyAsText() shouldBe text
                        response.shouldBePlain()
                        stream(path) shouldBe bytes
                    }
                    rotator
                        .batchGet(codings.keys.map(origin::url))
                        .map { it.getOrThrow().bodyAsText() } shouldBe List(codings.size) { text }
                    get("/plain").bodyAsText() shouldBe text
                    get("/nothing").bodyAsBytes().size shouldBe 0
                    rotator.client
                    get("/gzip").also { it.shouldBePlain() }.bodyAsText() shouldBe text
                }
            }

            test("a request with an Accept-Encoding or a Range of its own gets what comes") {
                compressing(transport) {
                    val own = rotator.get(origin.url("/gzip")) { header(HttpHeaders.AcceptEncoding, "gzip") }
                    accepted shouldBe "gzip"
                    own.bodyAsBytes() shouldBe gzip(bytes)
                    own.headers[HttpHeaders.ContentEncoding] shouldBe "gzip"
                    val range = rotator.get(origin.url("/gzip")) { header(HttpHeaders.Range, "bytes=0-") }
                    accepted shouldBe null
                    range.bodyAsBytes() shouldBe gzip(bytes)
                }
            }

            test("switched off nothing is asked for and nothing decoded") {
                compressing(transport, { compression { enabled = false } }) {
                    get("/gzip").bodyAsBytes() shouldBe gzip(bytes)
                    (accepted ?: "identity") shouldBe "identity"
                    rotator.config.compression.enabled shouldBe false
                }
            }
        }

        transports.keys.forEach { transport -> context(transport) { decodes(transport) } }

        test("a response without a whole body, or in an unknown coding, is left as it is") {
            compressing {
                val head = rotator.head(origin.url("/gzip"))
                head.headers[HttpHeaders.ContentEncoding] shouldBe "gzip"
                head.headers[HttpHeaders.ContentLength] shouldBe gzip(bytes).size.toString()
                get("/part").bodyAsBytes() shouldBe gzip(bytes).copyOf(20)
                get("/unknown").also { it.headers[HttpHeaders.ContentEncoding] shouldBe "br" }.bodyAsBytes() shouldBe
                    bytes
            }
        }

        test("what a plugin of the client accepts is its own to decode") {
            compressing(configure = { client { defaultRequest { header(HttpHeaders.AcceptEncoding, "gzip") } } }) {
                get("/gzip").bodyAsBytes() shouldBe gzip(bytes)
                stream("/gzip") shouldBe gzip(bytes)
            }
        }

        test("C12 a bomb is an error at once, in memory and streamed, and nothing is asked for again") {
            compressing {
                shouldThrow<ResponseDecodingException> { get("/bomb") }.reason shouldBe Reason.RATIO
                origin.requests.size shouldBe 1
                val broken = shouldThrow<StreamInterruptedException> { stream("/bomb") }
                broken.cause.shouldBeInstanceOf<ResponseDecodingException>().reason shouldBe Reason.RATIO
                broken.bytesRead shouldBeGreaterThan 9L * MEBIBYTE
                rotator.getPoolStats().healthyProxies shouldBe 1
                rotator.inFlight shouldBe 0
            }
            compressing(configure = { compression { maxRatio = 2000 } }) {
                get("/bomb").bodyAsBytes().size shouldBe 20 * MEBIBYTE
            }
        }

        test("the limit of a body in memory counts what came out") {
            compressing(configure = { limits { maxBodyInMemory = MEBIBYTE.toLong() } }) {
                shouldThrow<ResponseTooLargeException> { get("/bomb") }
                get("/gzip").bodyAsText() shouldBe text
            }
        }

        test("C12 a third coding on top of two is an error, and nothing is asked for again") {
            compressing {
                shouldThrow<ResponseDecodingException> { get("/three") }.reason shouldBe Reason.CODINGS
                shouldThrow<ResponseDecodingException> { stream("/three") }.reason shouldBe Reason.CODINGS
                origin.requests.size shouldBe 2
                rotator.inFlight shouldBe 0
            }
        }

        listOf("/truncated", "/garbage").forEach { path ->
            test("C12 a damaged body is an error, never a shorter body: $path") {
                compressing(configure = { retry { maxAttempts = 2 } }) {
                    val error = shouldThrow<ProxyConnectionException> { get(path) }
                    error.attempts.map { it.failure } shouldContainExactly List(2) { FailureKind.PROTOCOL }
                    error.cause.shouldBeInstanceOf<ResponseDecodingException>().reason shouldBe Reason.DAMAGED
                    val broken = shouldThrow<StreamInterruptedException> { stream(path) }
                    broken.cause.shouldBeInstanceOf<ResponseDecodingException>().reason shouldBe Reason.DAMAGED
                    rotator.inFlight shouldBe 0
                }
            }
        }

        test("a stream that is given up gives everything back") {
            compressing {
                rotator.streamGet(origin.url("/bomb")).first().size shouldBe 8192
                rotator.realPool.awaitIdle()
                rotator.inFlight shouldBe 0
            }
        }

        test("C12 what one proxy damages another one brings") {
            runTest {
                mockRotator(configure = { proxies(named("a", "b")) }) {
                    val encoded = gzip(bytes)
                    val body = if (it.exit == "a") encoded.copyOf(encoded.size - 4) else encoded
                    respond(body, headers = headersOf(HttpHeaders.ContentEncoding, "gzip"))
                }.use { rotator ->
                    val response = rotator.get(TARGET)
                    response.bodyAsText() shouldBe text
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.PROTOCOL, null)
                }
            }
        }

        test("ban rules and validators read what was compressed") {
            runTest {
                var denied = 0
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans {
                        body("Access denied")
                        requireText("fewer words")
                    }
                }) {
                    if (it.exit == "a") denied++
                    val said = if (it.exit == "a") "Access denied: fewer words" else text
                    respond(
                        gzip(said.toByteArray()),
                        if (it.exit == "a") HttpStatusCode.Forbidden else HttpStatusCode.OK,
                        headersOf(HttpHeaders.ContentEncoding, "gzip"),
                    )
                }.use { rotator ->
                    repeat(2) { rotator.get(TARGET).bodyAsText() shouldBe text }
                    rotator.streamGet(TARGET).toList().fold(ByteArray(0)) { a, b -> a + b } shouldBe bytes
                    denied shouldBe 1
                }
            }
        }

        test("the options are checked, and shown") {
            mapOf<String, ProxyRotatorBuilder.() -> Unit>(
                "maxRatio" to { compression { maxRatio = 0 } },
                "maxRatioFrom" to { compression { maxRatioFrom = -1 } },
            ).forEach { (name, configure) ->
                shouldThrow<IllegalArgumentException> { ProxyRotator(configure = configure) }.message shouldContain name
            }
            ProxyRotator().use { it.config.toString() shouldContain "Compression(enabled=true, maxRatio=200" }
        }
    })

package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxyRefusedException
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.mockRotator
import dev.proxyrotator.testkit.secretUrl
import dev.proxyrotator.trust
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.ktor.client.call.body
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.engine.mock.toByteArray
import io.ktor.client.plugins.contentnegotiation.ContentNegotiation
import io.ktor.client.request.parameter
import io.ktor.client.request.setBody
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsText
import io.ktor.http.ContentType
import io.ktor.http.HttpHeaders
import io.ktor.http.contentType
import io.ktor.http.headersOf
import io.ktor.serialization.kotlinx.json.json
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withContext
import kotlinx.serialization.Serializable
import java.nio.file.Files
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example"

/** One request after the other, each a second long, or all at once. */
private const val SECOND = 1_000L

private val METHODS = listOf("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

private suspend fun ProxyRotator.byVerb(
    method: String,
    url: String,
): HttpResponse =
    when (method) {
        "GET" -> get(url)
        "POST" -> post(url)
        "PUT" -> put(url)
        "PATCH" -> patch(url)
        "DELETE" -> delete(url)
        "HEAD" -> head(url)
        else -> options(url)
    }

@Serializable
private data class User(
    val id: Int,
    val name: String,
)

@Serializable
private data class Post(
    val userId: Int,
    val title: String,
)

/** Document 001: what the users of httpr's AsyncClient have. */
class S1AsyncClientTest :
    FunSpec({
        val json = headersOf(HttpHeaders.ContentType, "application/json")
        val readsJson: ProxyRotatorBuilder.() -> Unit = { client { install(ContentNegotiation) { json() } } }

        test("S1-1 S1-25 a thousand requests at once wait on no thread of their own") {
            val arrived = AtomicInteger()
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    val names = {
                        Thread
                            .getAllStackTraces()
                            .keys
                            .filter { "loopback" !in it.name }
                            .map { it.name }
                    }
                    ProxyRotator(proxy.secretUrl) { limits { maxConnectionsPerProxy = 100 } }.use { rotator ->
                        rotator.get(origin.url("/"))
                        val before = names().count { it.startsWith("proxy-rotator") }
                        val during = ArrayList<Int>()
                        coroutineScope {
                            repeat(1_000) {
                                async(Dispatchers.Default) {
                                    rotator.get(origin.url("/slow?ms=5")).status.value shouldBe 200
                                    if (arrived.incrementAndGet() % 100 == 0) {
                                        synchronized(during) {
                                            during.add(names().count { it.startsWith("proxy-rotator") })
                                        }
                                    }
                                }
                            }
                        }
                        during.distinct() shouldContainExactly listOf(before)
                    }
                }
            }
        }

        test(
            "S1-9 S1-10 an own authority's PEM file is trusted, nothing else is, and verify = false trusts everybody",
        ) {
            val pem = Files.createTempFile("authority", ".pem")
            try {
                Files.write(
                    pem,
                    TestCertificates.authority.certificate.certificatePem
                        .toByteArray(),
                )
                val settings =
                    listOf<Pair<ProxyRotatorBuilder.() -> Unit, Boolean>>(
                        Pair({ tls { trust(pem) } }, true),
                        Pair({ tls { verify = false } }, true),
                        Pair({}, false),
                    )
                for ((configure, isTrusted) in settings) {
                    LoopbackOrigin(TestCertificates.good).use { origin ->
                        LoopbackProxy().use { proxy ->
                            ProxyRotator(proxy.secretUrl, configure = configure).use { rotator ->
                                val result = runCatching { rotator.get(origin.url("/")).bodyAsText() }
                                result.getOrNull() shouldBe if (isTrusted) "hello" else null
                                if (!isTrusted) origin.requests.toList().shouldBeEmpty()
                            }
                        }
                    }
                }
            } finally {
                Files.delete(pem)
            }
        }

        test("S1-11 one proxy is a pool of one") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    ProxyRotator(proxy.secretUrl).use { rotator ->
                        rotator.pool.size shouldBe 1
                        rotator.get(origin.url("/")).bodyAsText() shouldBe "hello"
                        proxy.requests.size shouldBe 1
                    }
                }
            }
        }

        test("S1-13 S1-14 use closes, and so does aclose in a finally, whatever was thrown") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    shouldThrow<NumberFormatException> {
                        ProxyRotator(proxy.secretUrl).use {
                            it.get(origin.url("/"))
                            "no number".toInt()
                        }
                    }
                    val rotator = ProxyRotator(proxy.secretUrl)
                    try {
                        rotator.get(origin.url("/"))
                    } finally {
                        rotator.aclose()
                    }
                    proxy.connections.awaitOpen(0)
                }
            }
        }

        test("S1-15 S2-6 every method by its name and by request, with its body both ways") {
            LoopbackOrigin().use { origin ->
                LoopbackProxy().use { proxy ->
                    ProxyRotator(proxy.secretUrl).use { rotator ->
                        for (method in METHODS) {
                            val byVerb = rotator.byVerb(method, origin.url("/echo"))
                            val byName = rotator.request(method, origin.url("/echo"))
                            withClue(method) {
                                byVerb.status.value shouldBe 200
                                byVerb.bodyAsText() shouldBe byName.bodyAsText()
                                if (method != "HEAD") byVerb.bodyAsText() shouldContain "$method /echo HTTP/1.1"
                                origin.requests.last().method shouldBe method
                            }
                        }
                        rotator.request("PROPFIND", origin.url("/echo")).bodyAsText() shouldContain "PROPFIND /echo"
                    }
                }
            }
        }

        test("S1-16 S1-17 S1-18 S2-7 JSON goes out and comes in as objects, with query parameters and a status") {
            runTest {
                mockRotator("http://a.example", configure = readsJson) {
                    it.url.encodedQuery shouldBe "userId=1&q=a+b"
                    it.body.contentType shouldBe ContentType.Application.Json
                    respond(it.body.toByteArray(), headers = json)
                }.use { rotator ->
                    val response =
                        rotator.post("$TARGET/users") {
                            parameter("userId", 1)
                            parameter("q", "a b")
                            contentType(ContentType.Application.Json)
                            setBody(User(1, "Ada"))
                        }
                    response.status.value shouldBe 200
                    response.body<User>() shouldBe User(1, "Ada")
                }
            }
        }

        test(
            "S1-19 S1-26 N9 five requests of a second take five seconds in turn and one at once, in order of their input",
        ) {
            runTest {
                mockRotator("http://a.example") {
                    delay(SECOND)
                    respond(it.url.encodedPath)
                }.use { rotator ->
                    val paths = List(5) { "/$it" }
                    paths.forEach { rotator.get(TARGET + it) }
                    currentTime shouldBe 5 * SECOND
                    coroutineScope { paths.map { async { rotator.get(TARGET + it) } }.awaitAll() }
                        .map { it.bodyAsText() } shouldContainExactly paths
                    currentTime shouldBe 6 * SECOND
                    rotator
                        .batchGet(
                            paths.map { TARGET + it },
                        ).map { it.getOrThrow().bodyAsText() } shouldContainExactly
                        paths
                    currentTime shouldBe 7 * SECOND
                }
            }
        }

        test("S1-20 results can be had as they complete, the fastest first") {
            runTest {
                mockRotator("http://a.example") {
                    delay(
                        it.url.segments
                            .last()
                            .toLong() * SECOND,
                    )
                    respondOk()
                }.use { rotator ->
                    val urls = listOf("$TARGET/delay/2", "$TARGET/delay/1", "$TARGET/delay/0")
                    rotator
                        .batchGetAsCompleted(urls)
                        .map { it.index to currentTime }
                        .toList() shouldContainExactly listOf(2L to 0L, 1L to SECOND, 0L to 2 * SECOND)
                }
            }
        }

        test("S1-21 N10 of twenty requests five are under way at once, and no more") {
            runTest {
                var running = 0
                var peak = 0
                mockRotator("http://a.example") {
                    peak = maxOf(peak, ++running)
                    delay(SECOND)
                    running--
                    respondOk()
                }.use { rotator ->
                    rotator
                        .batchGet(
                            List(20) { "$TARGET/get?id=$it" },
                            maxConcurrent = 5,
                        ).count { it.isSuccess } shouldBe
                        20
                    peak shouldBe 5
                    currentTime shouldBe 4 * SECOND
                }
            }
        }

        test(
            "S1-23 a time-out and a host that does not exist are the error of their own request, and the others go on",
        ) {
            runTest {
                mockRotator("http://a.example", configure = {
                    timeouts { call = 5.seconds }
                    retry { maxAttempts = 1 }
                }) {
                    if (it.url.encodedPath == "/delay/10") delay(10 * SECOND)
                    respondOk()
                }.use { rotator ->
                    val urls = listOf("$TARGET/get", "$TARGET/delay/10", "http://in valid/", "$TARGET/get")
                    val results = rotator.batchGet(urls)
                    "${results.count { it.isSuccess }}/${urls.size}" shouldBe "2/4"
                    results.map { it.isSuccess } shouldContainExactly listOf(true, false, false, true)
                    currentTime shouldBe 5 * SECOND
                }
            }
        }

        test("S1-24 a class of the user's own holds the client, and requests within requests do not block each other") {
            class Aggregator(
                private val rotator: ProxyRotator,
            ) : AutoCloseable by rotator {
                suspend fun userWithPosts(id: Int): Pair<User, List<Post>> =
                    coroutineScope {
                        val user = async { rotator.get("$TARGET/users/$id").body<User>() }
                        val posts =
                            async { rotator.get("$TARGET/posts") { parameter("userId", id) }.body<List<Post>>() }
                        user.await() to posts.await()
                    }
            }
            runTest {
                val rotator =
                    mockRotator("http://a.example", configure = {
                        readsJson()
                        // Fewer places than requests under way: who waits inside of another must not wait for ever.
                        limits { maxConnections = 1 }
                    }) {
                        delay(SECOND)
                        val user = it.url.parameters["userId"]
                        if (user == null) {
                            respond("""{"id": ${it.url.segments.last()}, "name": "user"}""", headers = json)
                        } else {
                            respond("""[{"userId": $user, "title": "first"}]""", headers = json)
                        }
                    }
                Aggregator(rotator).use { api ->
                    val all = coroutineScope { listOf(1, 2, 3).map { async { api.userWithPosts(it) } }.awaitAll() }
                    all.map { it.first.id } shouldContainExactly listOf(1, 2, 3)
                    all.map { it.second.single().userId } shouldContainExactly listOf(1, 2, 3)
                }
            }
        }

        test("S1-27 a host that the proxy cannot find is an error, not a hang") {
            LoopbackProxy(ProxyBehaviour.AnswerConnect(502)).use { proxy ->
                ProxyRotator(proxy.secretUrl) { retry { maxAttempts = 1 } }.use { rotator ->
                    val error = shouldThrow<ProxyConnectionException> { rotator.get("https://invalid.url.example/") }
                    error.cause.shouldBeInstanceOf<ProxyRefusedException>().status shouldBe 502
                }
            }
        }

        test("S1-27 a proxy whose own name does not exist is an error, not a hang") {
            ProxyRotator("http://proxy.invalid:8080") { retry { maxAttempts = 1 } }.use { rotator ->
                withContext(Dispatchers.Default) { shouldThrow<ProxyConnectionException> { rotator.get(TARGET) } }
                    .message shouldContain "proxy.invalid"
            }
        }

        test("S1-11 S0-2 one proxy may as well be an object") {
            ProxyRotator(listOf(Proxy.parse("http://a.example:8080"))).use { it.pool.size shouldBe 1 }
        }
    })

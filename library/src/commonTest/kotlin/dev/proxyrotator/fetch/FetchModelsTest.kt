package dev.proxyrotator.fetch

import dev.proxyrotator.proxy.ProxyId
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.long
import io.kotest.property.arbitrary.map
import io.kotest.property.arbitrary.orNull
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonObject
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.nanoseconds
import kotlin.time.Duration.Companion.seconds

private val durations = Arb.long(1L..Long.MAX_VALUE / 4).map { it.nanoseconds }

private val requests =
    arbitrary {
        FetchRequest(
            "http://host.example/" + Arb.string().bind(),
            Arb.element("GET", "POST", "PURGE").bind(),
            mapOf("X-One" to Arb.element("", "a", "é, b").bind()),
            Arb
                .string()
                .orNull()
                .bind()
                ?.let(::JsonPrimitive),
            durations.bind(),
            Arb.int(0..Int.MAX_VALUE).bind(),
        )
    }

private val responses =
    arbitrary {
        FetchResponse(
            "http://host.example/" + Arb.string().bind(),
            Arb.int(200..299).bind(),
            mapOf("Set-Cookie" to listOf(Arb.string().bind(), "b")),
            Arb.string().bind(),
            durations.bind(),
            Arb.int(1..9).bind(),
            proxyId =
                Arb
                    .long()
                    .orNull()
                    .bind()
                    ?.let(::ProxyId),
        )
    }

private fun response(
    body: String = "",
    headers: Map<String, List<String>> = emptyMap(),
) = FetchResponse("http://host.example/?key=value", 200, headers, body, 1.seconds, attempt = 1)

class FetchModelsTest :
    FunSpec({
        test("S3-5 a request is a GET of 10 s with 3 retries, without headers and data, unless it says otherwise") {
            val request = FetchRequest("http://host.example/")
            request.method shouldBe "GET"
            request.headers shouldBe emptyMap()
            request.data shouldBe null
            request.timeout shouldBe 10.seconds
            request.maxRetries shouldBe 3
            request.copy(maxRetries = 0) shouldBe FetchRequest("http://host.example/", maxRetries = 0)
            request.copy() shouldBe request
            request.copy().hashCode() shouldBe request.hashCode()
        }

        test("S3-14 a request that makes no sense is refused, and no secret is told") {
            val bad =
                mapOf<String, () -> FetchRequest>(
                    "method" to { FetchRequest("http://h", method = "") },
                    "method of a FetchRequest" to { FetchRequest("http://h", method = "GE T") },
                    "name" to { FetchRequest("http://h", headers = mapOf("a b" to "secret")) },
                    "Authorization" to
                        { FetchRequest("http://h", headers = mapOf("Authorization" to "secret\r\nX: y")) },
                    "holds a character" to { FetchRequest("http://h", headers = mapOf("X" to "secret\u0394")) },
                    "timeout" to { FetchRequest("http://h", timeout = Duration.ZERO) },
                    "maxRetries" to { FetchRequest("http://h", maxRetries = -1) },
                    "Content-Type" to {
                        FetchRequest("http://h", headers = mapOf("content-type" to "x"), data = JsonPrimitive(1))
                    },
                )
            bad.forEach { (word, make) ->
                withClue(word) {
                    val message = shouldThrow<IllegalArgumentException> { make() }.message.orEmpty()
                    message shouldContain word
                    message shouldNotContain "secret"
                }
            }
        }

        test("S3-14 requests and responses come back from JSON as they were") {
            checkAll(requests) { request ->
                Json.decodeFromString<FetchRequest>(Json.encodeToString(request)) shouldBe request
            }
            checkAll(responses) { response ->
                val text = Json.encodeToString(response)
                val read = Json.decodeFromString<FetchResponse>(text)
                Json.encodeToString(read) shouldBe text
                read.responseTime shouldBe response.responseTime
                read.proxyId shouldBe response.proxyId
                read.headers shouldBe response.headers
            }
        }

        test("S3-6 the JSON of a response has the names of the fields of old") {
            val keys = Json.encodeToJsonElement(FetchResponse.serializer(), response()).jsonObject.keys
            keys shouldBe setOf("url", "status_code", "headers", "body", "response_time", "attempt")
        }

        test("S3-6 a header is found in any case, and the body is read as text, as JSON or as a type") {
            val response = response("""{"x": 1, "y": 2}""", mapOf("X-One" to listOf("a", "b")))
            response.header("x-one") shouldBe "a"
            response.header("x-two") shouldBe null
            response.json() shouldBe
                buildJsonObject {
                    put("x", JsonPrimitive(1))
                    put("y", JsonPrimitive(2))
                }
            response.decode<Map<String, Int>>() shouldBe mapOf("x" to 1, "y" to 2)
            val more = response("""{"url": "http://h", "more": 1}""")
            more.decode<FetchRequest>() shouldBe FetchRequest("http://h")
            shouldThrow<SerializationException> { more.decode<FetchRequest>(Json) }
            response("<html>").jsonOrNull() shouldBe null
            listOf("<html>", "OK", "", "{", "01x").forEach { body ->
                withClue(body) { shouldThrow<SerializationException> { response(body).json() } }
            }
            listOf("1", "-1.5e3", "true", "null", "\"a\"", "[]").forEach { body ->
                withClue(body) { response(body).json().toString() shouldBe body }
            }
        }

        test("B4 what is printed shows no user, password, query value, header value or body") {
            val url = "http://secret:secret@host.example/path?key=secret&secret#secret"
            val request =
                FetchRequest(url, headers = mapOf("Authorization" to "secret"), data = JsonPrimitive("secret"))
            val response = FetchResponse(url, 200, mapOf("X" to listOf("secret")), "secret", 1.seconds, 1)
            val printed =
                listOf(
                    request,
                    response,
                    FetchOutcome.Success(request, response),
                    FetchOutcome.Failure(request, IllegalStateException("secret"), 0),
                    FetchRequest("http://secret:se/cret@host:1/"),
                )
            printed.forEach { it.toString() shouldNotContain "secret" }
            request.toString() shouldContain "http://host.example/path?key=***&***"
        }

        test("only the user and password are taken out of a URL") {
            withoutUserInfo("http://a:b@host/x@y?q=@") shouldBe "http://host/x@y?q=@"
            withoutUserInfo("http://host/x@y?q=@") shouldBe "http://host/x@y?q=@"
            withoutUserInfo("http://a@b@host") shouldBe "http://host"
            withoutUserInfo("/path@x") shouldBe "/path@x"
        }

        test("S3-9 the counter tells successes from failures, by status, with their times") {
            val counter = FetchCounter()
            counter.stats().responseTimes.average shouldBe Duration.ZERO
            counter.onResponse(200, attempts = 1, 100.milliseconds, bytes = 10)
            counter.onResponse(204, attempts = 2, 300.milliseconds, bytes = 0)
            counter.onResponse(500, attempts = 4, 800.milliseconds, bytes = 5)
            counter.onFailure(attempts = 0)
            val stats = counter.stats()
            stats.requests shouldBe 4
            stats.successes shouldBe 2
            stats.failures shouldBe 2
            stats.retries shouldBe 4
            stats.byStatus shouldBe mapOf(200 to 1L, 204 to 1L, 500 to 1L)
            stats.ofClass(2) shouldBe 2
            stats.bodyBytes shouldBe 15
            stats.responseTimes.count shouldBe 3
            stats.responseTimes.total shouldBe 1200.milliseconds
            stats.responseTimes.average shouldBe 400.milliseconds
            stats.responseTimes.min shouldBe 100.milliseconds
            stats.responseTimes.max shouldBe 800.milliseconds
            Json.decodeFromString<FetchStats>(Json.encodeToString(stats)).toString() shouldBe stats.toString()
        }
    })

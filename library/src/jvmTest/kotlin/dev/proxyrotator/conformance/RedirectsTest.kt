package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.net.WatchedRotator
import dev.proxyrotator.failure.RedirectRefusedException
import dev.proxyrotator.failure.RedirectRefusedException.Reason
import dev.proxyrotator.failure.TargetRefusedException
import dev.proxyrotator.failure.TooManyRedirectsException
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.rotation.redirects
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.secretUrl
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.ktor.client.request.header
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.client.statement.request
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.net.URLDecoder
import kotlin.time.Duration.Companion.hours

/**
 * `/to?status=S&location=L` redirects to L; `/hop?left=N` to itself with one less until none is left; `/wait` answers
 * when nobody waits any more; all else says what arrived.
 */
private fun answer(request: ReceivedRequest): OriginAnswer =
    when (request.path) {
        "/to" -> {
            val location = URLDecoder.decode(checkNotNull(request.query("location")), Charsets.ISO_8859_1)
            redirect(request.query("status")?.toInt() ?: 302, location)
        }

        "/hop" -> {
            val left = checkNotNull(request.query("left")).toInt()
            if (left > 0) redirect(302, "/hop?left=${left - 1}") else OriginAnswer.Whole("arrived")
        }

        "/wait" -> {
            OriginAnswer.Whole("late".toByteArray(), delay = 1.hours)
        }

        else -> {
            OriginAnswer.Whole(request.line + "\n" + request.body.decodeToString())
        }
    }

private fun redirect(
    status: Int,
    location: String,
) = OriginAnswer.Whole(ByteArray(3_000), status, listOf("Location" to location))

private fun LoopbackOrigin.to(
    location: String,
    status: Int = 302,
) = url("/to?status=$status&location=" + location.map { "%%%02x".format(it.code) }.joinToString(""))

class RedirectsTest :
    FunSpec({
        val origin = autoClose(LoopbackOrigin(handler = ::answer))
        val other = autoClose(LoopbackOrigin(handler = ::answer))
        val proxy = autoClose(LoopbackProxy())

        suspend fun watched(
            configure: ProxyRotatorBuilder.() -> Unit = {},
            block: suspend WatchedRotator.() -> Unit,
        ) {
            val watched = WatchedRotator(proxy.secretUrl, configure = configure)
            try {
                watched.block()
                watched.awaitQuiet()
            } finally {
                watched.closeCompletely()
            }
        }

        test("S1-7 a chain of redirects goes through the proxy over one connection, whole or as a stream") {
            watched {
                val response = rotator.get(origin.url("/hop?left=5"))
                response.bodyAsText() shouldBe "arrived"
                response.request.url.toString() shouldBe origin.url("/hop?left=0")
                response.redirects.map { it.parameters["left"] } shouldContainExactly listOf("5", "4", "3", "2", "1")
                val streamed =
                    rotator
                        .streamGet(
                            origin.url("/hop?left=5"),
                        ).map { it.decodeToString() }
                        .fold("", String::plus)
                streamed shouldBe "arrived"
                awaitQuiet()
                connections shouldBe 1
                rotator.get(origin.url("/hop?left=1")) { rotation { followRedirects = false } }.status.value shouldBe
                    302
            }
        }

        test("S1-8 too many redirects are an error that leaves nothing behind") {
            watched({ redirects { maxRedirects = 3 } }) {
                shouldThrow<TooManyRedirectsException> { rotator.get(origin.url("/hop?left=4")) }.maxRedirects shouldBe
                    3
                shouldThrow<TooManyRedirectsException> { rotator.streamGet(origin.url("/hop?left=4")).collect { } }
                inFlight shouldBe 0
            }
        }

        test("B8 S2-3 credentials stay with scheme, host and port, a listed key too, on either way") {
            listOf(false, true).forEach { throughPipelines ->
                watched({ redirects { sensitiveHeaders = setOf("x-api-key") } }) {
                    if (throughPipelines) rotator.client
                    rotator.get(origin.to(other.url("/away"))) {
                        header("Authorization", "Bearer secret")
                        header("Cookie", "id=secret")
                        header("X-Api-Key", "secret")
                        header("Referer", "http://user:secret@127.0.0.1/page#secret")
                        header("Accept-Language", "de")
                    }
                    val arrived = other.requests.last()
                    arrived.head.raw.contains("secret") shouldBe false
                    arrived.header("Referer") shouldBe "http://127.0.0.1/"
                    arrived.header("Accept-Language") shouldBe "de"
                    arrived.header("Host") shouldBe "127.0.0.1:${other.port}"
                    rotator.get(origin.to("/home")) { header("Authorization", "Bearer secret") }
                    origin.requests.last().header("Authorization") shouldBe "Bearer secret"
                }
            }
        }

        test("B7 no user name or password of a URL or a Location is in a request line, a Host or a Referer") {
            watched {
                val url = origin.to(other.url("/away").replace("//", "//us:er@")).replace("//", "//alice:s3cret@")
                val response = rotator.get(url)
                response.request.url.toString() shouldBe other.url("/away")
                (
                    response.redirects
                        .single()
                        .toString()
                        .contains("s3cret")
                ) shouldBe false
                val all = (origin.requests + other.requests + proxy.requests).map { it.head.raw }
                all.count { "s3cret" in it || "us:er@" in it } shouldBe 0
                other.requests.last().header("Authorization") shouldBe null
            }
        }

        test("C21 a Location that is no URL is not sent, in no form") {
            val hostile =
                listOf(
                    "/a b",
                    "/a\tb",
                    "//b.test\\@127.0.0.1/",
                    "http://a@b@127.0.0.1/",
                    "http:///x",
                    "http://127.0.0.1:99999/",
                )
            watched {
                hostile.forEach { location ->
                    withClue(location) {
                        val before = origin.requests.size + other.requests.size
                        val error = shouldThrow<RedirectRefusedException> { rotator.get(origin.to(location)) }
                        error.reason shouldBe Reason.LOCATION
                        origin.requests.size + other.requests.size shouldBe before + 1
                    }
                }
            }
        }

        test("A7 a redirect to a target the guard refuses sends nothing there, and leaves nothing behind") {
            watched({ targetGuard = TargetGuard { it.port != other.port } }) {
                val before = other.requests.size
                shouldThrow<TargetRefusedException> { rotator.get(origin.to(other.url("/away"))) }.host shouldBe
                    "127.0.0.1"
                shouldThrow<TargetRefusedException> { rotator.streamGet(origin.to(other.url("/away"))).collect { } }
                other.requests.size shouldBe before
            }
        }

        test("a POST is posted again by 307 and fetched by 303") {
            watched {
                val again = rotator.post(origin.to(other.url("/form"), status = 307)) { setBody("body") }
                again.bodyAsText() shouldBe "POST /form HTTP/1.1\nbody"
                val fetched = rotator.post(origin.to(other.url("/form"), status = 303)) { setBody("body") }
                fetched.bodyAsText() shouldBe "GET /form HTTP/1.1\n"
                val arrived = other.requests.last()
                listOf("Content-Type", "Content-Length", "Transfer-Encoding").mapNotNull(arrived::header) shouldHaveSize
                    0
            }
        }

        test("F1 a call that is cancelled after a redirect leaves nothing behind") {
            watched {
                listOf(false, true).forEach { streams ->
                    val before = other.requests.size
                    withContext(Dispatchers.Default) {
                        val call =
                            launch {
                                val url = origin.to(other.url("/wait"))
                                if (streams) rotator.streamGet(url).collect { } else rotator.get(url)
                            }
                        other.requests.await(before + 1)
                        call.cancelAndJoin()
                    }
                    awaitQuiet()
                    inFlight shouldBe 0
                }
            }
        }
    })

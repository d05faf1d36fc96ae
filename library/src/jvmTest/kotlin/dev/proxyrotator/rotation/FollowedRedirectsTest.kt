package dev.proxyrotator.rotation

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.TransportResponse
import dev.proxyrotator.failure.RedirectRefusedException
import dev.proxyrotator.failure.RedirectRefusedException.Reason
import dev.proxyrotator.failure.TargetRefusedException
import dev.proxyrotator.failure.TooManyRedirectsException
import dev.proxyrotator.guard.TargetGuard
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.ktor.client.plugins.HttpRedirect
import io.ktor.client.plugins.ResponseException
import io.ktor.client.request.header
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.client.statement.request
import io.ktor.client.utils.HttpResponseReceived
import io.ktor.http.ContentType
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.content.OutgoingContent
import io.ktor.http.content.TextContent
import io.ktor.http.headersOf
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.writeFully
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.job
import kotlinx.coroutines.test.runTest

private fun VirtualAttempt.redirect(
    location: String,
    status: HttpStatusCode = HttpStatusCode.Found,
) = respond("moved", status, headersOf(HttpHeaders.Location, location))

/** From `/0` to `/1`, and so on until `/[last]`. */
private fun VirtualAttempt.hop(last: Int): TransportResponse {
    val at =
        request.url.encodedPath
            .removePrefix("/")
            .toInt()
    return if (at < last) redirect("/${at + 1}") else respond("arrived")
}

private class OneShot : OutgoingContent.ReadChannelContent() {
    override fun readFrom() = ByteReadChannel("body")
}

private val VirtualAttempt.path: String get() = request.url.encodedPath

/** Both ways of a request: past Ktor's pipelines and through them. */
private val WAYS = mapOf<String, (ProxyRotator) -> Unit>("past the pipelines" to { }, "through them" to { it.client })

class FollowedRedirectsTest :
    FunSpec({
        WAYS.forEach { (way, choose) ->
            suspend fun over(
                configure: ProxyRotatorBuilder.() -> Unit = {},
                answer: suspend VirtualAttempt.() -> TransportResponse,
                block: suspend VirtualRotator.() -> Unit,
            ) = runTest {
                VirtualRotator(this, *proxies(3), configure = configure, answer = answer).use { virtual ->
                    choose(virtual.rotator)
                    virtual.block()
                    virtual.shouldHoldNothing()
                }
            }

            test("S1-7 redirects are followed, and the response says by which URLs it came, $way") {
                over(answer = { hop(last = 3) }) {
                    val response = rotator.get("${VIRTUAL_TARGET}0?q#f")
                    response.bodyAsText() shouldBe "arrived"
                    response.request.url.toString() shouldBe "${VIRTUAL_TARGET}3#f"
                    response.redirects.map { it.toString() } shouldContainExactly
                        listOf("${VIRTUAL_TARGET}0?q#f", "${VIRTUAL_TARGET}1#f", "${VIRTUAL_TARGET}2#f")
                    rotator.get("${VIRTUAL_TARGET}3").redirects.shouldBeEmpty()
                }
            }

            test("S1-7 the configuration, and a request of its own, say whether redirects are followed, $way") {
                suspend fun ProxyRotator.status(follow: Boolean?): Int =
                    get("${VIRTUAL_TARGET}0") { rotation { followRedirects = follow } }.status.value
                over(answer = { hop(last = 1) }) {
                    listOf(null, true, false).map { rotator.status(it) } shouldContainExactly listOf(200, 200, 302)
                }
                over({ redirects { follow = false } }, { hop(last = 1) }) {
                    listOf(null, true, false).map { rotator.status(it) } shouldContainExactly listOf(302, 200, 302)
                    rotator.get("${VIRTUAL_TARGET}0").bodyAsText() shouldBe "moved"
                }
            }

            test("S1-8 one redirect more than maxRedirects is an error, and all before are not, $way") {
                over({ redirects { maxRedirects = 2 } }, { hop(last = if ("X" in request.headers) 2 else 3) }) {
                    val error =
                        shouldThrow<TooManyRedirectsException> { rotator.get("${VIRTUAL_TARGET}0?token=secret") }
                    error.maxRedirects shouldBe 2
                    error.message shouldBe
                        "Redirected more than 2 times, at last by http://target.example; " +
                        "raise redirects { maxRedirects } if that is no loop"
                    attempts shouldHaveSize 3
                    rotator.get("${VIRTUAL_TARGET}0") { header("X", "1") }.redirects shouldHaveSize 2
                }
                over({ redirects { maxRedirects = 0 } }, { hop(last = 1) }) {
                    shouldThrow<TooManyRedirectsException> { rotator.get("${VIRTUAL_TARGET}0") }
                    attempts shouldHaveSize 1
                }
            }

            test("S1-8 ten redirects are followed by default, and as many as one says, $way") {
                over(answer = { hop(last = 10) }) { rotator.get("${VIRTUAL_TARGET}0").redirects shouldHaveSize 10 }
                over(answer = { hop(last = 11) }) {
                    shouldThrow<TooManyRedirectsException> { rotator.get("${VIRTUAL_TARGET}0") }
                }
                over({ redirects { maxRedirects = 60 } }, { hop(last = 60) }) {
                    rotator.get("${VIRTUAL_TARGET}0").redirects shouldHaveSize 60
                }
            }

            test("303 fetches what came of a POST, without its body, and 307 posts again, $way") {
                val seen = ArrayList<String>()
                over(answer = {
                    val body = (request.body as? OutgoingContent.ByteArrayContent)?.bytes()?.decodeToString()
                    seen +=
                        "${request.method.value} $path $body ${request.headers["X-Own"]} ${request.headers["Content-MD5"]}"
                    when (path) {
                        "/see" -> redirect("/there", HttpStatusCode.SeeOther)
                        "/again" -> redirect("/there", HttpStatusCode.TemporaryRedirect)
                        else -> respond()
                    }
                }) {
                    listOf("see", "again").forEach { path ->
                        rotator.post(VIRTUAL_TARGET + path) {
                            header("X-Own", "1")
                            header("Content-MD5", "x")
                            setBody(TextContent("body", ContentType.Text.Plain))
                        }
                    }
                    seen shouldContainExactly
                        listOf(
                            "POST /see body 1 x",
                            "GET /there null 1 null",
                            "POST /again body 1 x",
                            "POST /there body 1 x",
                        )
                }
            }

            test("a body that can be sent once is not sent again, $way") {
                over(answer = { redirect("/there", HttpStatusCode.PermanentRedirect) }) {
                    val error =
                        shouldThrow<RedirectRefusedException> { rotator.put(VIRTUAL_TARGET) { setBody(OneShot()) } }
                    error.reason shouldBe Reason.BODY
                    error.status shouldBe 308
                    attempts shouldHaveSize 1
                }
            }

            test("B8 S2-3 what is meant for one origin does not reach another, and does not come back with it, $way") {
                val seen = ArrayList<String>()
                over({ redirects { sensitiveHeaders = setOf("X-Api-Key") } }, {
                    val sent =
                        listOf("Authorization", "Cookie", "X-Api-Key", "Accept-Language").filter {
                            it in
                                request.headers
                        }
                    seen += "${request.url.host} ${sent.joinToString()}"
                    when (path) {
                        "/" -> redirect("/next")
                        "/next" -> redirect("http://other.example/away")
                        "/away" -> redirect("${VIRTUAL_TARGET}back")
                        else -> respond()
                    }
                }) {
                    rotator.get(VIRTUAL_TARGET) {
                        header("Authorization", "Bearer secret")
                        header("cookie", "id=1")
                        header("x-api-key", "secret")
                        header("Accept-Language", "de")
                    }
                    val all = "target.example Authorization, Cookie, X-Api-Key, Accept-Language"
                    seen shouldContainExactly
                        listOf(all, all, "other.example Accept-Language", "target.example Accept-Language")
                }
            }

            test(
                "B7 user name and password of a URL stay with their origin, and those of a Location are dropped, $way",
            ) {
                over(answer = { if (path == "/") redirect("http://us:er@other.example/away") else respond() }) {
                    val response = rotator.get("http://alice:s3cret@target.example/")
                    attempts.map { it.request.headers[HttpHeaders.Authorization] } shouldContainExactly
                        listOf("Basic YWxpY2U6czNjcmV0", null)
                    response.request.url.toString() shouldBe "http://other.example/away"
                    response.redirects.map { it.toString() } shouldContainExactly listOf(VIRTUAL_TARGET)
                }
            }

            test("A7 a target the guard does not allow gets nothing, as the first or by a redirect, $way") {
                over({ targetGuard = TargetGuard.publicOnly() }, { redirect("http://169.254.169.254/latest/") }) {
                    val error = shouldThrow<TargetRefusedException> { rotator.get("http://0x7f.1/") }
                    error.message shouldBe "The target guard refuses the host '0x7f.1'"
                    attempts.shouldBeEmpty()
                    shouldThrow<TargetRefusedException> { rotator.get(VIRTUAL_TARGET) }.host shouldBe "169.254.169.254"
                    attempts shouldHaveSize 1
                }
            }
        }

        test("a stream follows redirects, and lets go of their bodies, be they without end") {
            runTest {
                VirtualRotator(this, *proxies(1), configure = { limits { maxConnectionsPerProxy = 1 } }) {
                    when (path) {
                        "/2" -> stream { it.writeFully("x".encodeToByteArray()) }
                        "/bad" -> streamWithoutEnd(HttpStatusCode.Found, headersOf(HttpHeaders.Location, "ftp://x/"))
                        else -> streamWithoutEnd(HttpStatusCode.Found, headersOf(HttpHeaders.Location, path.next()))
                    }
                }.use { virtual ->
                    virtual.rotator.streamGet("${VIRTUAL_TARGET}0").fold("") { all, piece ->
                        all +
                            piece.decodeToString()
                    } shouldBe
                        "x"
                    virtual.shouldHoldNothing()
                    shouldThrow<RedirectRefusedException> {
                        virtual.rotator
                            .streamGet(
                                "${VIRTUAL_TARGET}bad",
                            ).collect { }
                    }
                    virtual.shouldHoldNothing()
                }
            }
        }

        test("the calls that were redirected are over when the last one answers") {
            runTest {
                VirtualRotator(this, *proxies(3)) { hop(last = 3) }.use { virtual ->
                    val jobs = ArrayList<Job>()
                    virtual.rotator.client.monitor
                        .subscribe(HttpResponseReceived) { jobs += it.coroutineContext.job }
                    virtual.rotator.get("${VIRTUAL_TARGET}0")
                    jobs.map { it.isCompleted }.take(3) shouldContainExactly listOf(true, true, true)
                }
            }
        }

        test("expectSuccess is about the last response") {
            runTest {
                VirtualRotator(this, *proxies(3), configure = { client { expectSuccess = true } }) {
                    if (path == "/missing") respond(status = HttpStatusCode.NotFound) else hop(last = 1)
                }.use { virtual ->
                    virtual.rotator.get("${VIRTUAL_TARGET}0").status shouldBe HttpStatusCode.OK
                    shouldThrow<ResponseException> { virtual.rotator.get("${VIRTUAL_TARGET}missing") }
                }
            }
        }

        test("Ktor's own redirects are refused where they are configured") {
            val configurations =
                listOf<ProxyRotatorBuilder.() -> Unit>(
                    { client { followRedirects = true } },
                    { client { install(HttpRedirect) } },
                )
            configurations.forEach {
                shouldThrow<IllegalArgumentException> { ProxyRotator(configure = it) }.message shouldContain
                    "set followRedirects = false"
            }
            listOf(-1, 1001).forEach { max ->
                shouldThrow<IllegalArgumentException> {
                    ProxyRotator { redirects { maxRedirects = max } }
                }.message shouldContain
                    "maxRedirects"
            }
        }
    })

private fun String.next() = "/${removePrefix("/").toInt() + 1}"

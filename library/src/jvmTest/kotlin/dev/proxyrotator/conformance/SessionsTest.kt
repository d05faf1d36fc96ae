package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyConnectionException
import dev.proxyrotator.failure.ProxySessionLostException
import dev.proxyrotator.retry.RetryBudget
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.session.OnExitLost
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.ktor.client.engine.mock.MockRequestHandleScope
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondError
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.client.request.header
import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import java.io.IOException
import java.net.ConnectException
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private const val TARGET = "http://target.example/"

private suspend fun ProxyRotator.inSession(
    key: String,
    url: String = TARGET,
): HttpResponse = get(url) { rotation { session = key } }

private fun MockRequestHandleScope.setting(
    cookie: String,
    body: String = "",
) = respond(body, headers = headersOf("Set-Cookie", cookie))

private fun MockRequestHandleScope.redirect(location: String) =
    respond("", HttpStatusCode.Found, headersOf("Location" to listOf(location), "Set-Cookie" to listOf("hop=1")))

class SessionsTest :
    FunSpec({
        test("all requests of a session leave through one exit, and many sessions spread over all") {
            runTest {
                mockRotator(configure = { proxies(named("a", "b", "c", "d")) }) { respondOk() }.use { rotator ->
                    val exits =
                        List(40) { key ->
                            val exits = List(5) { rotator.inSession("user-$key", "http://host$it.example/").exit }
                            exits.toSet().single()
                        }
                    exits.groupingBy { it }.eachCount() shouldBe listOf("a", "b", "c", "d").associateWith { 10 }
                }
            }
        }

        test("a hundred requests that begin a session at once leave through one exit") {
            runTest {
                val gate = CompletableDeferred<Unit>()
                mockRotator(configure = { proxies(named("a", "b", "c", "d")) }) {
                    gate.await()
                    respondOk()
                }.use { rotator ->
                    val calls = List(100) { async { rotator.inSession("user").exit } }
                    runCurrent()
                    gate.complete(Unit)
                    calls.awaitAll().toSet() shouldHaveSize 1
                    rotator.sessions["user"]?.uses shouldBe 100
                    rotator.inFlight shouldBe 0
                }
            }
        }

        test("cookies and headers are those of the session, and of no other") {
            runTest {
                mockRotator(configure = { proxies(named("a", "b")) }) {
                    val sent = "${it.headers["Cookie"]} ${it.headers["X-Tag"]}"
                    val name = it.url.parameters["set"]
                    if (name != null) setting("name=$name; Path=/", sent) else respond(sent)
                }.use { rotator ->
                    rotator.sessions.open("one", mapOf("X-Tag" to "1"))
                    rotator.inSession("one", "$TARGET?set=one").bodyAsText() shouldBe "null 1"
                    rotator.inSession("two", "$TARGET?set=two").bodyAsText() shouldBe "null null"
                    rotator.inSession("one").bodyAsText() shouldBe "name=one 1"
                    rotator.inSession("two").bodyAsText() shouldBe "name=two null"
                    rotator.inSession("three").bodyAsText() shouldBe "null null"
                    rotator.get(TARGET).bodyAsText() shouldBe "null null"
                    rotator.inSession("one", "http://other.example/").bodyAsText() shouldBe "null 1"
                    val own =
                        rotator.get(TARGET) {
                            rotation { session = "one" }
                            header("X-Tag", "own")
                            header("Cookie", "own=1")
                        }
                    own.bodyAsText() shouldBe "own=1; name=one own"
                    rotator.sessions["one"].toString().contains("name") shouldBe false
                }
            }
        }

        test("a redirect stays in its session: its exit, its cookies as they are by then, and each host's own alone") {
            runTest {
                val seen = ArrayList<String>()
                mockRotator(configure = {
                    proxies(named("a", "b", "c"))
                }) {
                    seen.add("${it.exit} ${it.url.host} ${it.headers["Cookie"]}")
                    when (it.url.encodedPath) {
                        "/start" -> redirect("http://one.example/next")
                        "/next" -> redirect("http://two.example/end")
                        else -> respondOk()
                    }
                }.use { rotator ->
                    rotator.get(TARGET)
                    seen.clear()
                    repeat(2) { rotator.inSession("user", "http://one.example/start") }
                    rotator.inSession("other", "http://two.example/end")
                    seen shouldContainExactly
                        listOf(
                            "b one.example null",
                            "b one.example hop=1",
                            "b two.example null",
                            "b one.example hop=1",
                            "b one.example hop=1",
                            "b two.example null",
                            "c two.example null",
                        )
                }
            }
        }

        test("B8 a redirect to another host gets of the session's headers only what is said to everybody") {
            runTest {
                val seen = ArrayList<String>()
                mockRotator(configure = {
                    proxy(named("a"))
                }) {
                    seen.add("${it.url.host} ${it.headers["User-Agent"]} ${it.headers["Authorization"]}")
                    if (it.url.encodedPath == "/start") redirect("http://two.example/end") else respondOk()
                }.use { rotator ->
                    rotator.sessions.open("user", mapOf("User-Agent" to "browser", "Authorization" to "Bearer secret"))
                    rotator.inSession("user", "http://one.example/start")
                    seen shouldContainExactly listOf("one.example browser Bearer secret", "two.example browser null")
                }
            }
        }

        test("a redirect stays on its exit without a session too, as long as that is free") {
            runTest {
                val seen = ArrayList<String>()
                var fails = false
                mockRotator(configure = {
                    proxies(named("a", "b", "c"))
                }) {
                    val hop = it.url.parameters["hop"]?.toInt() ?: 0
                    seen.add(it.exit)
                    if (fails && hop == 2 && it.exit == seen[0]) throw ConnectException("refused")
                    if (hop < 4) redirect("http://host$hop.example/?hop=${hop + 1}") else respondOk()
                }.use { rotator ->
                    repeat(6) {
                        seen.clear()
                        rotator.get(TARGET).status shouldBe HttpStatusCode.OK
                        withClue(seen) {
                            seen shouldHaveSize 5
                            seen.toSet() shouldHaveSize 1
                        }
                    }
                    fails = true
                    seen.clear()
                    rotator.get(TARGET).status shouldBe HttpStatusCode.OK
                    withClue(seen) {
                        seen.take(3).toSet() shouldHaveSize 1
                        seen.drop(3).toSet() shouldHaveSize 1
                        seen[3] shouldNotBe seen[2]
                    }
                }
            }
        }

        test("a session ends with its time, its uses or when it is retired, and its key begins anew without cookies") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b", "c"))
                    sessions {
                        timeToLive = 10.minutes
                        maxUses = 5
                    }
                }) { setting("id=${it.exit}", "${it.exit} ${it.headers["Cookie"]}") }.use { rotator ->
                    suspend fun next() = rotator.inSession("user").bodyAsText()
                    next() shouldBe "a null"
                    repeat(4) { next() shouldBe "a id=a" }
                    next() shouldBe "b null"
                    delay(9.minutes)
                    next() shouldBe "b id=b"
                    delay(1.minutes)
                    next() shouldBe "c null"
                    rotator.sessions.retire("user") shouldBe true
                    rotator.sessions.retire("user") shouldBe false
                    next() shouldBe "a null"
                    next() shouldBe "a id=a"
                }
            }
        }

        test("a session that was retired while a request was under way takes nothing from its response") {
            runTest {
                val gate = CompletableDeferred<Unit>()
                mockRotator(configure = { proxies(named("a", "b")) }) {
                    gate.await()
                    setting("id=late", "${it.headers["Cookie"]}")
                }.use { rotator ->
                    val late = async { rotator.inSession("user").bodyAsText() }
                    runCurrent()
                    rotator.sessions.clear()
                    gate.complete(Unit)
                    late.await() shouldBe "null"
                    rotator.inSession("user").bodyAsText() shouldBe "null"
                }
            }
        }

        OnExitLost.entries.forEach { policy ->
            test("a session whose exit is taken out of the pool or of rotation: $policy") {
                listOf("removed", "refused", "banned").forEach { loss ->
                    runTest {
                        var lost = false
                        mockRotator(configure = {
                            proxies(named("a", "b"))
                            sessions { onExitLost = policy }
                            health { failureThreshold = 1 }
                            retry { budget = RetryBudget.Unlimited }
                        }) {
                            when {
                                !lost || it.exit == "b" ->
                                    setting(
                                        "id=${it.exit}",
                                        "${it.exit} ${it.headers["Cookie"]}",
                                    )

                                loss == "refused" -> throw ConnectException("refused")

                                else -> respondError(HttpStatusCode.TooManyRequests)
                            }
                        }.use { rotator ->
                            withClue(loss) {
                                rotator.inSession("user").bodyAsText() shouldBe "a null"
                                lost = true
                                if (loss == "removed") rotator.pool.remove(named("a").id)
                                val result = runCatching { rotator.inSession("user").bodyAsText() }
                                when (policy) {
                                    OnExitLost.FAIL -> {
                                        if (loss == "banned") {
                                            result.getOrThrow() shouldNotBe "b null"
                                        } else {
                                            shouldThrow<ProxySessionLostException> { result.getOrThrow() }
                                        }
                                        shouldThrow<ProxySessionLostException> { rotator.inSession("user") }
                                        rotator.stats("b").requests shouldBe 0
                                    }

                                    OnExitLost.MIGRATE -> result.getOrThrow() shouldBe "b id=a"

                                    OnExitLost.MIGRATE_AND_FORGET_COOKIES -> result.getOrThrow() shouldBe "b null"
                                }
                                if (policy != OnExitLost.FAIL) rotator.inSession("user").bodyAsText() shouldBe "b id=b"
                            }
                        }
                    }
                }
            }
        }

        test("a session that must not migrate comes back with its exit") {
            runTest {
                var fails = false
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    sessions { onExitLost = OnExitLost.FAIL }
                    health { failureThreshold = 1 }
                }) {
                    if (fails) throw ConnectException("refused")
                    setting("id=1", "${it.exit} ${it.headers["Cookie"]}")
                }.use { rotator ->
                    rotator.inSession("user").bodyAsText() shouldBe "a null"
                    fails = true
                    val error = shouldThrow<ProxySessionLostException> { rotator.inSession("user") }
                    error.suppressed
                        .filterIsInstance<ProxyConnectionException>()
                        .single()
                        .attempts
                        .map { it.failure } shouldContainExactly listOf(FailureKind.CONNECT)
                    fails = false
                    delay(31.seconds)
                    rotator.inSession("user").bodyAsText() shouldBe "a id=1"
                }
            }
        }

        test("a session that must not migrate gets the answer that bans its exit, at once") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    sessions { onExitLost = OnExitLost.FAIL }
                }) {
                    respondError(HttpStatusCode.TooManyRequests, headers = headersOf("Retry-After", "5"))
                }.use { rotator ->
                    val response = rotator.inSession("user")
                    response.status shouldBe HttpStatusCode.TooManyRequests
                    response.attempts shouldHaveSize 1
                    currentTime shouldBe 0
                }
            }
        }

        test("one failure that may be the target's does not part a session from its exit") {
            runTest {
                var sent = 0
                mockRotator(configure = { proxies(named("a", "b", "c")) }) {
                    if (++sent == 2) throw IOException("reset") else respondOk()
                }.use { rotator ->
                    rotator.inSession("user").exit shouldBe "a"
                    val response = rotator.inSession("user")
                    response.attempts.map { it.failure } shouldContainExactly listOf(FailureKind.CONNECTION_LOST, null)
                    response.exit shouldBe "a"
                }
            }
        }

        test("K1 the cookies of a page that a validator refused do not get into the session") {
            runTest {
                mockRotator(configure = {
                    proxies(named("a", "b"))
                    bans { requireText("token") }
                }) {
                    if (it.exit == "a") setting("portal=1", "log in") else setting("id=1", "token")
                }.use { rotator ->
                    runCatching { rotator.inSession("user") }
                    rotator.sessions["user"]
                        ?.cookies
                        .orEmpty()
                        .map { it.name }
                        .filter { it == "portal" }
                        .shouldBeEmpty()
                }
            }
        }

        test("saved sessions go on in another rotator: another order of the pool, and one proxy that is gone") {
            OnExitLost.entries.forEach { policy ->
                runTest {
                    val handler: suspend MockRequestHandleScope.(HttpRequestData) -> HttpResponseData = {
                        setting("id=${it.exit}", "${it.exit} ${it.headers["Cookie"]} ${it.headers["X-Tag"]}")
                    }
                    val saved =
                        mockRotator(configure = { proxies(named("a", "b", "c")) }, handler = handler).use { rotator ->
                            listOf("one", "two", "three").forEach {
                                rotator.sessions.open(it, mapOf("X-Tag" to it))
                                rotator.inSession(it)
                            }
                            rotator.sessions.save()
                        }
                    mockRotator(configure = {
                        proxies(named("d", "c", "a"))
                        sessions { onExitLost = policy }
                    }, handler = handler).use { rotator ->
                        rotator.sessions.restore(saved)
                        withClue(policy) {
                            rotator.inSession("one").bodyAsText() shouldBe "a id=a one"
                            rotator.inSession("three").bodyAsText() shouldBe "c id=c three"
                            rotator.inSession("two").bodyAsText() shouldBe
                                when (policy) {
                                    OnExitLost.MIGRATE -> "d id=b two"
                                    OnExitLost.MIGRATE_AND_FORGET_COOKIES -> "d null two"
                                    OnExitLost.FAIL -> "d null null"
                                }
                        }
                    }
                }
            }
        }
    })

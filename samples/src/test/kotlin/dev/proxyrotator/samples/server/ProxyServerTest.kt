package dev.proxyrotator.samples.server

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.samples.LoopbackFarm
import dev.proxyrotator.samples.printedBy
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ProxyBehaviour
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.ktor.http.Url
import io.ktor.server.application.ApplicationStopPreparing
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds

class ProxyServerTest :
    FunSpec({
        test("path and query go on as they came, byte for byte, below the path of the upstream") {
            val farm = LoopbackFarm({ OriginAnswer.Whole(it.target) })
            serving(farm, base = "/v1/") { port ->
                val tails =
                    listOf(
                        "",
                        "/",
                        "/a%2Fb%20c//d;e=f",
                        "/a;../..b;c/;..",
                        "/x?b=1&a=2&b=3&c&d=&e=%7e%2B+",
                        "/x?",
                        "/x?a=b?c=/../d",
                        "//evil.example/x",
                    )
                tails.forEach { ask(port, "GET /proxy$it HTTP/1.1").text shouldBe "/v1$it" }
            }
        }

        test("nothing but the upstream can be reached, and nothing outside of its path") {
            val farm = LoopbackFarm()
            serving(farm, base = "/v1") { port ->
                val targets =
                    listOf(
                        "/proxy/../secret",
                        "/proxy/a/%2e%2E/%2e%2e/secret",
                        "/proxy/..%2fsecret",
                        "/proxy/a\\..\\..\\secret",
                        "/proxy/./x",
                        "/proxy/..;/secret",
                        "/proxy/%2e%2E;a=b/secret",
                        "/proxy/a/..%3b/..%3Ba/secret",
                        "/proxy/a%2f..;b%2fsecret",
                        "/proxy/.;/x",
                        "/proxy/%zz",
                        "/proxy/\u00fc",
                    )
                targets.forEach { ask(port, "GET $it HTTP/1.1").status shouldBe 400 }
                val foreign =
                    listOf("http://evil.example/proxy/x", "evil.example:443", "/other", "@evil.example/", "/proxyevil")
                foreign.forEach { ask(port, "GET $it HTTP/1.1").status shouldBe 404 }
                farm.origin.requests.size shouldBe 0
            }
        }

        test("what is for one connection alone is not passed on, everything else is") {
            val handler =
                OriginHandler { request ->
                    val headers = listOf("Connection" to "X-Hop", "X-Hop" to "1", "X-Both" to "a", "X-Both" to "b")
                    OriginAnswer.Whole(request.head.raw.toByteArray(), 203, headers + ("Keep-Alive" to "timeout=5"))
                }
            serving(LoopbackFarm(handler)) { port ->
                val fields =
                    arrayOf(
                        "Connection: X-Mine",
                        "X-Mine: 1",
                        "TE: trailers",
                        "X-Other: 1",
                        "X-Other: 2",
                        "Cookie: a=b",
                    )
                val response = ask(port, "GET /proxy/ HTTP/1.1", *fields)
                response.status shouldBe 203
                val seen = response.text.lines().map { it.trim() }
                seen shouldContainAll listOf("X-Other: 1", "X-Other: 2", "Cookie: a=b")
                seen.none { it.startsWith("X-Mine", true) || it.startsWith("TE:", true) || "somewhere" in it } shouldBe
                    true
                response.head shouldContain "X-Both: a"
                response.head shouldContain "X-Both: b"
                response.header("X-Hop") shouldBe null
                response.header("Keep-Alive") shouldBe null
            }
        }

        test("an upload arrives whole and with its type, if it says how long it is") {
            val farm = LoopbackFarm()
            serving(farm) { port ->
                val line = "POST /proxy/echo HTTP/1.1"
                val type = "Content-Type: text/odd; charset=x"
                ask(port, line, type, "Content-Length: 6", body = "upload").status shouldBe 200
                ask(port, line, type, "Content-Length: 0").status shouldBe 200
                val chunks = "3\r\nupl\r\n3\r\noad\r\n0\r\n\r\n"
                ask(port, line, type, "Transfer-Encoding: chunked", body = chunks).status shouldBe 411
                farm.origin.requests.map { it.body.decodeToString() } shouldBe listOf("upload", "")
                farm.origin.requests.forEach { it.header("Content-Type") shouldBe "text/odd; charset=x" }
            }
        }

        test("what has no body gets none, not even an empty one in chunks") {
            serving(LoopbackFarm()) { port ->
                val response = ask(port, "HEAD /proxy/bytes/1000 HTTP/1.1")
                response.status shouldBe 200
                response.header("Content-Length") shouldBe "1000"
                response.body.size shouldBe 0
                listOf(204, 304).forEach { status ->
                    val empty = ask(port, "GET /proxy/status/$status HTTP/1.1")
                    empty.status shouldBe status
                    empty.body.size shouldBe 0
                    empty.header("Transfer-Encoding") shouldBe null
                }
            }
        }

        test("errors say what went wrong, and nothing of proxies and upstream") {
            suspend fun answer(rotator: (Url) -> ProxyRotator): RawResponse {
                val farm = LoopbackFarm()
                return serving(farm, rotator = rotator(Url(farm.origin.url))) { port ->
                    ask(port, "GET /proxy/slow?ms=600000 HTTP/1.1").also { response ->
                        response.text shouldNotContain "127.0.0.1"
                        response.head shouldNotContain "127.0.0.1"
                    }
                }
            }
            LoopbackProxy(ProxyBehaviour.Refuse).use { closed ->
                val response = answer { passThroughRotator(it, listOf(closed.url("user", "canary"))) }
                response.status shouldBe 502
                response.header("Proxy-Status") shouldBe "proxy-server; error=connection_refused"
                response.text shouldContain "502 Bad Gateway: the upstream was not reached"
            }
            LoopbackProxy(ProxyBehaviour.Answer407).use { strict ->
                val response = answer { passThroughRotator(it, listOf(strict.url("user", "canary"))) }
                response.status shouldBe 502
                response.text shouldNotContain "canary"
            }
            answer { passThroughRotator(it, emptyList()) }.status shouldBe 503
            LoopbackProxy().use { good ->
                val impatient = { ProxyRotator(good.url) { timeouts { call = 100.milliseconds } } }
                val response = answer { impatient() }
                response.status shouldBe 504
                response.header("Proxy-Status") shouldBe "proxy-server; error=http_response_timeout"
            }
        }

        test("who stops the server waits for the request under way, and then the rotator is closed") {
            val asked = CountDownLatch(1)
            val answers = CountDownLatch(1)
            val handler =
                OriginHandler {
                    asked.countDown()
                    answers.await(30, TimeUnit.SECONDS) shouldBe true
                    OriginAnswer.Whole("at last")
                }
            LoopbackFarm(handler).use { farm ->
                val rotator = passThroughRotator(Url(farm.origin.url), farm.proxies)
                val server = proxyServer(Url(farm.origin.url), rotator, port = 0).startSuspend(wait = false)
                val port = server.port()
                coroutineScope {
                    val response = async(Dispatchers.IO) { ask(port, "GET /proxy/ HTTP/1.1") }
                    asked.await(30, TimeUnit.SECONDS) shouldBe true
                    server.monitor.subscribe(ApplicationStopPreparing) { answers.countDown() }
                    server.stopSuspend(gracePeriodMillis = 30_000, timeoutMillis = 30_000)
                    response.await().text shouldBe "at last"
                }
                shouldThrow<IllegalStateException> { rotator.get(farm.origin.url("/")) }
            }
        }

        test("the sample shows a download, an upload and a refusal") {
            printedBy("ProxyServer") shouldBe
                listOf(
                    "GET /proxy/ brought 200, 5 bytes",
                    "GET /proxy/bytes/1000000 brought 200, 1000000 bytes",
                    "POST /proxy/ brought 200, 5 bytes",
                    "GET /proxy/%2e%2e/secret brought 400, 54 bytes",
                    "The server has stopped, and its rotator is closed.",
                )
        }
    })

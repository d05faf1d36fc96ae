package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.requireSuccess
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.testkit.mockRotator
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.engine.mock.respond
import io.ktor.client.engine.mock.respondOk
import io.ktor.client.plugins.ClientRequestException
import io.ktor.client.plugins.RedirectResponseException
import io.ktor.client.plugins.ResponseException
import io.ktor.client.plugins.ServerResponseException
import io.ktor.client.request.HttpRequestBuilder
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.bearerAuth
import io.ktor.client.request.header
import io.ktor.client.request.parameter
import io.ktor.client.statement.bodyAsText
import io.ktor.http.HttpHeaders
import io.ktor.http.HttpStatusCode
import io.ktor.http.headersOf
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runTest

private const val API = "https://api.example/v1"

/** What reaches the target, on both ways that a request can take. */
private suspend fun TestScope.sent(
    url: String,
    configure: ProxyRotatorBuilder.() -> Unit,
    request: HttpRequestBuilder.() -> Unit = {},
): HttpRequestData {
    val received =
        listOf(false, true).map { throughPipelines ->
            var seen: HttpRequestData? = null
            val rotator =
                mockRotator("http://proxy.example:8080", configure = configure) {
                    respondOk().also { _ ->
                        seen =
                            it
                    }
                }
            rotator.use {
                if (throughPipelines) it.client
                it.get(url, request)
            }
            checkNotNull(seen)
        }
    val (short, long) = received
    short.url shouldBe long.url
    short.headers shouldBe long.headers
    return short
}

class RequestDefaultsTest :
    FunSpec({
        listOf(
            Triple("https://api.example", "/users", "https://api.example/users"),
            Triple("https://api.example/", "users", "https://api.example/users"),
            Triple(API, "/users", "$API/users"),
            Triple(API, "users/1", "$API/users/1"),
            Triple("$API/", "/users", "$API/users"),
            Triple("$API/", "users/", "$API/users/"),
            Triple(API, "/", "$API/"),
            Triple(API, "", API),
            Triple("$API/", "", "$API/"),
            Triple(API, "?page=2", "$API?page=2"),
            Triple(API, "users?at=12:30&to=http://x/", "$API/users?at=12:30&to=http://x/"),
            Triple("https://api.example:8443/a%20b", "c%2Fd", "https://api.example:8443/a%20b/c%2Fd"),
            Triple("http://[::1]:81", "/x", "http://[::1]:81/x"),
            Triple(API, "http://other.example/x", "http://other.example/x"),
            Triple(API, "HTTPS://api.example/x", "https://api.example/x"),
        ).forEach { (base, url, expected) ->
            test("S2-2 with the base URL $base, '$url' is $expected") {
                runTest { sent(url, { baseUrl = base }).url.toString() shouldBe expected }
            }
        }

        test("S2-2 query parameters of the request are kept with a base URL") {
            runTest {
                sent("users", { baseUrl = API }) { parameter("q", "a b") }.url.toString() shouldBe "$API/users?q=a+b"
            }
        }

        listOf(
            "api.example/v1" to "http://",
            "ftp://api.example" to "http://",
            "https://" to "host",
            "https://me:hunter2@api.example" to "basicAuth",
            "https://api.example?x=hunter2" to "query",
            "https://api.example/#hunter2" to "fragment",
        ).forEach { (base, reason) ->
            test("S2-2 the base URL $base is refused when the rotator is made") {
                val error = shouldThrow<IllegalArgumentException> { ProxyRotator { baseUrl = base } }
                error.message shouldContain reason
                error.message shouldNotContain "hunter2"
            }
        }

        test("S2-2 without a base URL a relative one names what is missing, and with one '//host/path' is refused") {
            runTest {
                mockRotator("http://proxy.example:8080") { respondOk() }.use { rotator ->
                    shouldThrow<IllegalArgumentException> { rotator.get("/users") }.message shouldContain "baseUrl"
                }
                shouldThrow<IllegalArgumentException> {
                    sent(
                        "//evil.example/x",
                        { baseUrl = API },
                    )
                }.message shouldContain
                    "scheme"
            }
        }

        test("S1-2 basicAuth is sent with every request that has no Authorization of its own") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = { basicAuth("Aladdin", "open sesame") }
                sent("http://target.example/", configure).headers[HttpHeaders.Authorization] shouldBe
                    "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
                sent("http://target.example/", configure) { bearerAuth("own") }
                    .headers[HttpHeaders.Authorization] shouldBe "Bearer own"
                sent("http://you:yours@target.example/", configure).headers[HttpHeaders.Authorization] shouldBe
                    "Basic eW91OnlvdXJz"
            }
        }

        test("S1-3 bearerAuth is sent with every request, and takes the place of basicAuth") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    basicAuth("a", "b")
                    bearerAuth("token-1")
                }
                sent("http://target.example/", configure).headers[HttpHeaders.Authorization] shouldBe "Bearer token-1"
            }
        }

        test("S2-3 with a base URL, credentials and cookies of the configuration go to its origin alone") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    baseUrl = API
                    bearerAuth("token-1")
                    defaultHeader("Cookie", "a=b")
                    defaultHeader("X-Client", "c")
                }
                listOf("/users", "$API/users", "https://API.example:443/").forEach {
                    withClue(it) {
                        sent(it, configure).headers[HttpHeaders.Authorization] shouldBe "Bearer token-1"
                        sent(it, configure).headers[HttpHeaders.Cookie] shouldBe "a=b"
                    }
                }
                listOf("http://api.example/", "https://api.example:8443/", "https://other.example/").forEach {
                    withClue(it) {
                        val headers = sent(it, configure).headers
                        headers[HttpHeaders.Authorization] shouldBe null
                        headers[HttpHeaders.Cookie] shouldBe null
                        headers["X-Client"] shouldBe "c"
                    }
                }
            }
        }

        test(
            "S2-3 B8 nothing that proves who asks follows a redirect to another origin, and all of it one to the same",
        ) {
            runTest {
                val seen = HashMap<String, HttpRequestData>()
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    bearerAuth("token-1")
                    userAgent = "my-app/1.0"
                    defaultHeader("X-Api-Key", "key")
                    defaultHeader("Accept-Language", "de")
                    cookies { set("http://target.example", "sid", "1") }
                }
                listOf(false, true).forEach { throughPipelines ->
                    mockRotator("http://proxy.example:8080", configure = configure) {
                        seen[it.url.toString()] = it
                        val location =
                            when (it.url.encodedPath) {
                                "/here" -> "/there"
                                "/there" -> "http://target.example:8080/away"
                                else -> null
                            }
                        if (location == null) {
                            respondOk()
                        } else {
                            respond("", HttpStatusCode.Found, headersOf("Location", location))
                        }
                    }.use {
                        if (throughPipelines) it.client
                        it.get("http://target.example/here")
                    }
                    val there = seen.getValue("http://target.example/there").headers
                    there["Authorization"] shouldBe "Bearer token-1"
                    there["X-Api-Key"] shouldBe "key"
                    there["Cookie"] shouldBe "sid=1"
                    val away = seen.getValue("http://target.example:8080/away").headers
                    listOf("Authorization", "X-Api-Key").forEach { name -> away[name] shouldBe null }
                    away["User-Agent"] shouldBe "my-app/1.0"
                    away["Accept-Language"] shouldBe "de"
                }
            }
        }

        test("S1-4 default headers are sent unless the request has its own, several of one name and in any case") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    defaultHeader("Accept-Language", "de")
                    defaultHeader("X-Many", "1")
                    defaultHeader("x-many", "2")
                    defaultHeader("User-Agent", "nobody")
                    userAgent = "my-app/1.0"
                }
                val plain = sent("http://target.example/", configure).headers
                plain["accept-language"] shouldBe "de"
                plain.getAll("X-Many") shouldBe listOf("1", "2")
                plain.getAll(HttpHeaders.UserAgent) shouldBe listOf("my-app/1.0")
                val own =
                    sent("http://target.example/", configure) {
                        header("ACCEPT-LANGUAGE", "fr")
                        header("User-Agent", "me")
                    }.headers
                own.getAll("Accept-Language") shouldBe listOf("fr")
                own.getAll(HttpHeaders.UserAgent) shouldBe listOf("me")
            }
        }

        listOf(
            "Bad Name" to "x",
            "X-A" to "a\r\nB: c",
            "Content-Length" to "3",
            "Host" to "x",
            "Proxy-Authorization" to "x",
        ).forEach { (name, value) ->
            test("C1 the default header $name is refused at configuration, and its value not shown") {
                shouldThrow<IllegalArgumentException> { ProxyRotator { defaultHeader(name, "hunter2$value") } }
                    .message shouldNotContain "hunter2"
            }
        }

        test("C1 credentials that cannot be sent are refused at configuration, and not shown") {
            val wrong =
                listOf<ProxyRotatorBuilder.() -> Unit>(
                    { basicAuth("hunter2:", "x") },
                    { basicAuth("me", "hunter2\n") },
                    { bearerAuth("") },
                    { bearerAuth("hunter2 x") },
                )
            wrong.forEach { configure ->
                shouldThrow<IllegalArgumentException> { ProxyRotator { configure() } }.message shouldNotContain
                    "hunter2"
            }
        }

        test("B4 the configuration shows neither credentials nor values of headers") {
            val rotator =
                ProxyRotator {
                    baseUrl = API
                    bearerAuth("hunter2")
                    defaultHeader("X-Api-Key", "hunter2")
                    cookies { set(API, "sid", "hunter2") }
                }
            rotator.use {
                it.config.toString() shouldNotContain "hunter2"
                it.config.toString() shouldContain "X-Api-Key"
                it.config.defaults.hasAuthorization shouldBe true
                it.config.defaults.baseUrl
                    .toString() shouldBe API
                it.cookies.toString() shouldNotContain "hunter2"
            }
        }

        test("S2-10 expectSuccess makes an exception of every status but 2xx, on both ways") {
            runTest {
                listOf(false, true).forEach { throughPipelines ->
                    val rotator =
                        mockRotator("http://proxy.example:8080", configure = { expectSuccess = true }) {
                            val status =
                                HttpStatusCode.fromValue(
                                    it.url.segments
                                        .last()
                                        .toInt(),
                                )
                            respond("body", status)
                        }
                    rotator.use {
                        if (throughPipelines) it.client
                        it.get("http://target.example/204").status.value shouldBe 204
                        shouldThrow<RedirectResponseException> { it.get("http://target.example/304") }
                        shouldThrow<ClientRequestException> { it.get("http://target.example/404") }
                        val error = shouldThrow<ServerResponseException> { it.get("http://target.example/500") }
                        error.response.status.value shouldBe 500
                    }
                }
            }
        }

        test("S2-10 S2-11 requireSuccess gives the response back or throws with it, its body still readable") {
            runTest {
                val rotator =
                    mockRotator("http://proxy.example:8080") {
                        respond(
                            "why",
                            HttpStatusCode.fromValue(
                                it.url.segments
                                    .last()
                                    .toInt(),
                            ),
                        )
                    }
                rotator.use {
                    it.get("http://target.example/200").requireSuccess().bodyAsText() shouldBe "why"
                    val error = shouldThrow<ResponseException> { it.get("http://target.example/404").requireSuccess() }
                    error.response.status.value shouldBe 404
                    error.response.bodyAsText() shouldBe "why"
                    shouldThrow<ServerResponseException> { it.get("http://target.example/501").requireSuccess() }
                    shouldThrow<RedirectResponseException> { it.get("http://target.example/304").requireSuccess() }
                }
            }
        }

        test("S1-5 cookies set in the configuration go to their host, and others are not kept") {
            runTest {
                val seen = ArrayList<String?>()
                val configure: ProxyRotatorBuilder.() -> Unit = {
                    cookies {
                        set("https://shop.example/cart", "session", "abc123")
                        set("http://plain.example", "a", "1")
                        set("http://plain.example", "b", "2")
                    }
                }
                mockRotator("http://proxy.example:8080", configure = configure) {
                    seen.add(it.headers[HttpHeaders.Cookie])
                    respond("", headers = headersOf("Set-Cookie", "set=1"))
                }.use {
                    it.get("https://shop.example/")
                    it.get("http://shop.example/")
                    it.get("http://plain.example/x/y")
                    it.get("http://sub.plain.example/")
                    it.get("http://plain.example/") { header("Cookie", "own=1") }
                }
                seen shouldContainExactly listOf("session=abc123", null, "a=1; b=2", null, "own=1; a=1; b=2")
            }
        }

        test("S1-5 kept cookies go back to their target through whatever proxy, and not into sessions") {
            runTest {
                val seen = ArrayList<String?>()
                val configure: ProxyRotatorBuilder.() -> Unit = { cookies { keep = true } }
                mockRotator("http://one.example:8080", "http://two.example:8080", configure = configure) {
                    seen.add(it.headers[HttpHeaders.Cookie])
                    val set = if (it.url.segments.lastOrNull() == "login") "sid=1; Path=/" else "tab=2; Max-Age=0"
                    respond("", headers = headersOf("Set-Cookie", set))
                }.use { rotator ->
                    rotator.get("http://shop.example/login")
                    rotator.get("http://shop.example/a")
                    rotator.get("http://other.example/a")
                    rotator.get("http://shop.example/b") { rotation { session = "s" } }
                    rotator.cookies.all.map { it.name } shouldContainExactly listOf("sid")
                    rotator.cookies.set("http://other.example/", "mine", "3")
                    rotator.get("http://other.example/a")
                    rotator.cookies.clear()
                    rotator.get("http://shop.example/a")
                    rotator.cookies.all.shouldBeEmpty()
                }
                seen shouldContainExactly listOf(null, "sid=1", null, null, "mine=3", null)
            }
        }

        test("S1-5 a cookie for all hosts under a public suffix is refused") {
            runTest {
                val configure: ProxyRotatorBuilder.() -> Unit = { cookies { keep = true } }
                val refused =
                    listOf(
                        "shop.co.uk" to "co.uk",
                        "me.github.io" to "github.io",
                        "x.a.kawasaki.jp" to "a.kawasaki.jp",
                        "a.com" to "com",
                    )
                val taken =
                    listOf(
                        "www.shop.co.uk" to "shop.co.uk",
                        "x.me.github.io" to "me.github.io",
                        "a.b.test" to "b.test",
                    )
                var domain = ""
                mockRotator("http://proxy.example:8080", configure = configure) {
                    respond("", headers = headersOf("Set-Cookie", "c=1; Domain=$domain"))
                }.use { rotator ->
                    refused.forEach { (host, suffix) ->
                        domain = suffix
                        rotator.get("https://$host/")
                        withClue(suffix) { rotator.cookies.all.shouldBeEmpty() }
                    }
                    taken.forEach { (host, suffix) ->
                        domain = suffix
                        rotator.get("https://$host/")
                    }
                    rotator.cookies.all.map { it.domain } shouldContainExactly taken.map { it.second }
                    // A host that is itself a suffix may have cookies of its own.
                    domain = "github.io"
                    rotator.get("https://github.io/")
                    rotator.cookies.all
                        .last()
                        .hostOnly shouldBe true
                }
            }
        }

        listOf(
            "" to "x",
            "a b" to "x",
            "a" to "x;y",
            "a" to "x y",
            "a" to "x\n",
            "a=" to "x",
        ).forEach { (name, value) ->
            test("C1 the cookie '$name' with the value '${value.replace("\n", "LF")}' is refused and not shown") {
                shouldThrow<IllegalArgumentException> {
                    ProxyRotator { cookies { set("https://shop.example", name, "hunter2$value") } }
                }.message shouldNotContain "hunter2"
            }
        }

        listOf("shop.example", "ftp://shop.example", "https://", "/x").forEach { url ->
            test("a cookie cannot be set for $url") {
                shouldThrow<IllegalArgumentException> {
                    ProxyRotator {
                        cookies {
                            set(
                                url,
                                "a",
                                "b",
                            )
                        }
                    }
                }.message shouldContain
                    "https://host/"
            }
        }
    })

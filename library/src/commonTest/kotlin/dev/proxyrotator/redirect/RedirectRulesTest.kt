package dev.proxyrotator.redirect

import dev.proxyrotator.failure.RedirectRefusedException.Reason
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.maps.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import io.ktor.http.Headers
import io.ktor.http.HttpMethod
import io.ktor.http.Url
import io.ktor.http.headersOf
import kotlin.random.Random

private val RULES = RedirectRules(setOf("x-api-key"))

private fun decide(
    status: Int = 302,
    vararg locations: String = arrayOf("/next"),
    method: String = "GET",
    headers: Headers = Headers.Empty,
    isRepeatable: Boolean = true,
) = RULES.decide(
    RedirectedRequest(HttpMethod(method), Url("https://a.test/"), headers, isRepeatable),
    status,
    locations.asList(),
)

private fun follow(
    location: String,
    vararg headers: Pair<String, String>,
    method: String = "GET",
): Map<String, String> {
    val sent = headersOf(*headers.map { it.first to listOf(it.second) }.toTypedArray())
    return decide(302, location, method = method, headers = sent)
        .shouldBeInstanceOf<RedirectDecision.Follow>()
        .headers
        .entries()
        .associate { it.key to it.value.single() }
}

private fun String.inSomeCase(random: Random) =
    map {
        if (random.nextBoolean()) it.uppercase() else it.lowercase()
    }.joinToString("")

class RedirectRulesTest :
    FunSpec({
        test("only 301, 302, 303, 307 and 308 with a Location are followed") {
            (100..599).filter { decide(it) is RedirectDecision.Follow } shouldBe listOf(301, 302, 303, 307, 308)
            decide(302, *emptyArray()) shouldBe RedirectDecision.Return
            decide(302, "") shouldBe RedirectDecision.Return
        }

        test("303 becomes a GET, 301 and 302 make one of a POST, and every other method stays and keeps its body") {
            val methods = listOf("GET", "HEAD", "POST", "PUT", "DELETE", "OWN")
            mapOf(
                301 to listOf("GET", "HEAD", "GET", "PUT", "DELETE", "OWN"),
                302 to listOf("GET", "HEAD", "GET", "PUT", "DELETE", "OWN"),
                303 to listOf("GET", "HEAD", "GET", "GET", "GET", "GET"),
                307 to methods,
                308 to methods,
            ).forEach { (status, expected) ->
                methods.zip(expected).forEach { (method, next) ->
                    withClue("$status $method") {
                        val decision = decide(status, method = method).shouldBeInstanceOf<RedirectDecision.Follow>()
                        decision.method.value shouldBe next
                        decision.keepsBody shouldBe (method == next)
                    }
                }
            }
        }

        test("a body that can be sent once is no hindrance where it is not sent again") {
            val refused = decide(307, method = "POST", isRepeatable = false)
            refused.shouldBeInstanceOf<RedirectDecision.Refuse>().reason shouldBe Reason.BODY
            decide(303, method = "POST", isRepeatable = false).shouldBeInstanceOf<RedirectDecision.Follow>()
            decide(200, method = "POST", isRepeatable = false) shouldBe RedirectDecision.Return
        }

        test("several Location fields are refused unless they are the same") {
            decide(302, "/one", "/two").shouldBeInstanceOf<RedirectDecision.Refuse>().reason shouldBe
                Reason.SEVERAL_LOCATIONS
            decide(302, "", "/two") shouldBe RedirectDecision.Return
            decide(302, "/one", "/one").shouldBeInstanceOf<RedirectDecision.Follow>().url shouldBe
                Url("https://a.test/one")
        }

        test("B8 what is meant for one origin stays there, and scheme, host and port make an origin") {
            val headers =
                arrayOf(
                    "authorization" to "a",
                    "COOKIE" to "c",
                    "Cookie2" to "c",
                    "Proxy-Authorization" to "p",
                    "WWW-Authenticate" to "w",
                    "Host" to "a.test",
                    "x-API-key" to "k",
                    "Accept" to "*/*",
                )
            listOf(
                "https://b.test/",
                "https://a.test:444/",
                "https://www.a.test/",
                "//127.0.0.1/",
                "https://a.test.b.test/",
            ).forEach {
                withClue(it) { follow(it, *headers) shouldContainExactly mapOf("Accept" to "*/*") }
            }
            listOf("/x", "https://a.test/x", "//A.test:443").forEach {
                withClue(it) { follow(it, *headers) shouldContainExactly headers.toMap() }
            }
        }

        test(
            "B7 a Referer loses user info and fragment, for another origin all but whose it is, and all when it is no URL",
        ) {
            val referer = "https://user:secret@a.test:444/path?query#fragment"
            follow("/x", "referer" to referer) shouldContainExactly mapOf("referer" to "https://a.test:444/path?query")
            follow("//b.test/", "Referer" to referer) shouldContainExactly mapOf("Referer" to "https://a.test:444/")
            listOf("/x", "//b.test/").forEach { follow(it, "Referer" to "/relative") shouldContainExactly emptyMap() }
            follow("/x", "Referer" to "about:blank") shouldContainExactly emptyMap()
        }

        test("with the body go the headers that speak of it") {
            val headers =
                arrayOf(
                    "Content-Type" to "a/b",
                    "content-md5" to "x",
                    "Expect" to "100-continue",
                    "Accept" to "*/*",
                )
            follow("/x", *headers, method = "POST") shouldContainExactly mapOf("Accept" to "*/*")
            follow("/x", *headers, method = "PUT") shouldContainExactly headers.toMap()
        }

        test("B8 no header that is to stay survives a change of origin, in whatever case and number") {
            val secret =
                listOf("authorization", "cookie", "cookie2", "proxy-authorization", "www-authenticate", "x-api-key")
            checkAll(500, Arb.int()) { seed ->
                val random = Random(seed)
                val headers =
                    Headers.build {
                        repeat(random.nextInt(12)) { append((secret + "x-own").random(random).inSomeCase(random), "v") }
                    }
                val isAway = random.nextBoolean()
                val location = if (isAway) listOf("//b.test/", "https://a.test:8443/").random(random) else "/next"
                val decision = decide(307, location, headers = headers).shouldBeInstanceOf<RedirectDecision.Follow>()
                if (isAway) {
                    decision.headers
                        .names()
                        .filter { it.lowercase() in secret }
                        .shouldBeEmpty()
                } else {
                    decision.headers shouldBe headers
                }
                decision.headers.getAll("x-own") shouldBe headers.getAll("x-own")
            }
        }
    })

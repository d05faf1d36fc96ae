package dev.proxyrotator.ban

import dev.proxyrotator.BansBuilder
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import io.kotest.matchers.types.shouldBeSameInstanceAs
import io.ktor.http.HttpMethod
import io.ktor.http.headersOf
import io.ktor.util.date.GMTDate
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private val now = GMTDate(784_111_777_000) // Sun, 06 Nov 1994 08:49:37 GMT

private fun bans(configure: BansBuilder.() -> Unit) = BansBuilder(BanPolicy()).apply(configure).build()

private class Response(
    val status: Int = 200,
    val body: String? = null,
    val method: HttpMethod = HttpMethod.Get,
    vararg val headers: Pair<String, String>,
)

private fun BanPolicy.judge(
    response: Response,
    wallClock: GMTDate = now,
): ResponseDecision {
    val headers = headersOf(*response.headers.map { (name, value) -> name to listOf(value) }.toTypedArray())
    val bytes =
        response.body
            .orEmpty()
            .encodeToByteArray()
            .takeIf { needsBody(response.status) }
    return judge(ResponseView(response.method, "host.example", response.status, headers, bytes)) { wallClock }
}

private fun BanPolicy.banOf(
    response: Response,
    wallClock: GMTDate = now,
) = judge(response, wallClock).shouldBeInstanceOf<ResponseDecision.Banned>()

private infix fun ResponseDecision.shouldReject(validator: String) =
    shouldBeInstanceOf<ResponseDecision.Rejected>().validator shouldBe validator

private fun ResponseDecision.shouldPass() = this shouldBeSameInstanceAs ResponseDecision.None

class BanPolicyTest :
    FunSpec({
        test("only 429 bans by default: for the host, for 60 s or for what its Retry-After says") {
            val policy = BanPolicy()
            val ban = policy.banOf(Response(429))
            ban.scope shouldBe BanScope.HOST
            ban.duration shouldBe 60.seconds
            policy.banOf(Response(429, headers = arrayOf("Retry-After" to "30"))).duration shouldBe 60.seconds
            policy.banOf(Response(429, headers = arrayOf("Retry-After" to "90"))).duration shouldBe 90.seconds
            listOf(200, 302, 401, 403, 404, 407, 500, 503).forEach { policy.judge(Response(it)).shouldPass() }
            policy.onExhausted shouldBe OnExhausted.RETURN_LAST
            (100..599).none(policy::needsBody) shouldBe true
        }

        test("J4 a Retry-After lengthens a ban to one hour at most, whatever it or the clock says") {
            val policy = BanPolicy()
            val date = "Sun, 06 Nov 1994 08:59:37 GMT"
            val yearBehind = GMTDate(now.timestamp - 365.days.inWholeMilliseconds)
            val yearAhead = GMTDate(now.timestamp + 365.days.inWholeMilliseconds)
            policy.banOf(Response(429, headers = arrayOf("Retry-After" to "9".repeat(30)))).duration shouldBe 1.hours
            policy.banOf(Response(429, headers = arrayOf("Retry-After" to "soon"))).duration shouldBe 60.seconds
            val dated = Response(429, headers = arrayOf("Retry-After" to date))
            policy.banOf(dated).duration shouldBe 10.minutes
            policy.banOf(dated, yearBehind).duration shouldBe 1.hours
            policy.banOf(dated, yearAhead).duration shouldBe 60.seconds
        }

        test("a rule that is longer than an hour itself stays so, and one may ignore Retry-After") {
            val policy =
                bans {
                    status(403, duration = 2.days)
                    status(429, duration = 5.seconds, honoursRetryAfter = false)
                }
            val asked = arrayOf("Retry-After" to "7200")
            policy.banOf(Response(403, headers = asked)).duration shouldBe 2.days
            policy.banOf(Response(429, headers = asked)).duration shouldBe 5.seconds
        }

        test("of several rules that apply the last one counts") {
            val policy = bans { status(429, 403, scope = BanScope.GLOBAL, duration = 1.seconds) }
            policy.banOf(Response(429)).scope shouldBe BanScope.GLOBAL
            policy.banOf(Response(429)).rule.name shouldBe "status 429 or 403"
        }

        test("headers, bodies and redirects are searched for a text, whatever its case, or a pattern") {
            val policy =
                bans {
                    header("X-Block", "denied")
                    header("Server", Regex("^guard/\\d"))
                    body("access DENIED")
                    body(Regex("ray id: [0-9a-f]+"))
                    redirect("/login")
                    redirect(Regex("portal\\.\\w+"))
                }

            fun banned(response: Response) = policy.judge(response) is ResponseDecision.Banned
            banned(Response(headers = arrayOf("x-block" to "Denied by rule"))) shouldBe true
            banned(Response(headers = arrayOf("X-Block" to "no"))) shouldBe false
            banned(Response(headers = arrayOf("Server" to "guard/7"))) shouldBe true
            banned(Response(headers = arrayOf("Server" to "my guard/7"))) shouldBe false
            banned(Response(body = "<h1>Access Denied</h1>")) shouldBe true
            banned(Response(body = "Ray ID: 12 ray id: 12ab")) shouldBe true
            banned(Response(302, headers = arrayOf("Location" to "https://a.example/Login?x"))) shouldBe true
            banned(Response(307, headers = arrayOf("Location" to "http://portal.example/"))) shouldBe true
            banned(Response(200, headers = arrayOf("Location" to "/login"))) shouldBe false
            banned(Response(302)) shouldBe false
        }

        test("a condition of the user's sees the response, and what it throws goes to the caller") {
            val policy =
                bans {
                    rule("mine", BanScope.GLOBAL, 5.minutes) { it.host == "host.example" && "x" in it.text }
                    rule("throws", readsBody = false) { if (it.status == 418) error("mine") else false }
                }
            val ban = policy.banOf(Response(body = "xyz"))
            listOf(ban.rule.name, ban.scope, ban.duration) shouldBe listOf("mine", BanScope.GLOBAL, 5.minutes)
            policy.judge(Response(body = "abc")).shouldPass()
            shouldThrow<IllegalStateException> { policy.judge(Response(418)) }.message shouldBe "mine"
        }

        test("who said it reads no body is told when it does after all") {
            val policy = bans { rule("mine", readsBody = false) { "x" in it.text } }
            policy.needsBody(200) shouldBe false
            shouldThrow<IllegalStateException> { policy.judge(Response()) }.message shouldContain "readsBody"
        }

        test("K1 validators refuse what is not the target's") {
            val policy =
                bans {
                    requireStatus(200, 404)
                    requireHeader("X-Origin", "mine")
                    requireText("</html>")
                    requireMinimumSize(10)
                    require("host", readsBody = false) { it.host == "host.example" }
                }
            val mine = "X-Origin" to "MINE"
            policy.judge(Response(200, "0123</html>", headers = arrayOf(mine))).shouldPass()
            policy.judge(Response(500, headers = arrayOf(mine))) shouldReject "status 200 or 404"
            policy.judge(Response(200, "0123</html>")) shouldReject "header X-Origin"
            policy.judge(Response(200, "0123456789", headers = arrayOf(mine))) shouldReject "text \"</html>\""
            policy.judge(Response(200, "</html>", headers = arrayOf(mine))) shouldReject "at least 10 bytes"
            policy.judge(Response(404, "none", headers = arrayOf(mine))).shouldPass()
        }

        test("nothing is expected of a body that there cannot be, nor found in a compressed one") {
            val policy =
                bans {
                    requireText("token")
                    requireMinimumSize(10)
                }
            policy.judge(Response(method = HttpMethod.Head)).shouldPass()
            policy.judge(Response(204)).shouldPass()
            policy.judge(Response(302)).shouldPass()
            policy.judge(Response(body = "0123456789", headers = arrayOf("Content-Encoding" to "gzip"))).shouldPass()
            policy.needsBody(200) shouldBe true
            policy.needsBody(302) shouldBe false
        }

        test("rules come before validators, and cleared there are none of either") {
            val policy =
                bans {
                    require("never") { false }
                    status(403)
                }
            policy.banOf(Response(403)).rule.name shouldBe "status 403"
            policy.judge(Response(200)) shouldReject "never"
            val cleared =
                bans {
                    require("never") { false }
                    clear()
                }
            listOf(200, 403, 429).forEach { cleared.judge(Response(it)).shouldPass() }
        }

        test("the ready-made rules find what they are for") {
            val policy =
                bans {
                    rule(BanRules.forbidden)
                    rule(BanRules.secondProxy)
                    rule(BanRules.challengePage)
                }
            policy.banOf(Response(403)).rule shouldBe BanRules.forbidden
            policy.banOf(Response(407)).scope shouldBe BanScope.GLOBAL
            policy.banOf(Response(503, "<div class=h-CAPTCHA>")).rule shouldBe BanRules.challengePage
            policy.judge(Response(503, "Service Unavailable")).shouldPass()
            policy.judge(Response(200, "captcha")).shouldPass()
            listOf(200, 403, 429, 500, 503).filter(policy::needsBody) shouldBe listOf(403, 429, 503)
        }

        test("bytes that are no text are read leniently") {
            val view = ResponseView(HttpMethod.Get, "host", 200, headersOf(), byteArrayOf(0x61, -1, -2, 0x62))
            view.text shouldBe "a\uFFFD\uFFFDb"
        }

        test("values out of range are errors that name them") {
            shouldThrow<IllegalArgumentException> { bans { status() } }.message shouldContain "statuses"
            shouldThrow<IllegalArgumentException> { bans { status(42) } }.message shouldContain "42"
            shouldThrow<IllegalArgumentException> { bans { requireStatus(42) } }.message shouldContain "42"
            shouldThrow<IllegalArgumentException> { bans { requireMinimumSize(65_537) } }.message shouldContain "bytes"
            shouldThrow<IllegalArgumentException> { bans { rule(" ") { true } } }.message shouldContain "name"
            shouldThrow<IllegalArgumentException> { bans { require("") { true } } }.message shouldContain "name"
            listOf(Duration.ZERO, -(1.seconds), Duration.INFINITE).forEach {
                shouldThrow<IllegalArgumentException> { bans { status(403, duration = it) } }.message shouldContain
                    "duration"
            }
        }
    })

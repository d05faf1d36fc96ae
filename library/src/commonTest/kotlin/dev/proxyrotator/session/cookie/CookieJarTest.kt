package dev.proxyrotator.session.cookie

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withData
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.ktor.http.Url
import io.ktor.util.date.GMTDate
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

private const val NOW = 784_111_777_000 // Sun, 06 Nov 1994 08:49:37 GMT

/** A jar with a clock of its own. */
private class JarInTime {
    val time = TestTimeSource()
    var wallClock = NOW
    val jar = CookieJar(time) { GMTDate(wallClock) }

    fun set(
        url: String,
        vararg fields: String,
    ) = apply { CookieTarget.of(Url(url))?.let { jar.store(it, fields.asList()) } }

    fun sent(url: String): String? = CookieTarget.of(Url(url))?.let(jar::header)
}

private class Case(
    val name: String,
    val from: String,
    val field: String,
    val to: String,
    val isSent: Boolean,
)

class CookieJarTest :
    FunSpec({
        context("a cookie goes where RFC 6265 says") {
            val secure = "https://a.example.com/x/y"
            withData(
                nameFn = Case::name,
                Case("to its host", secure, "k=v", "https://a.example.com/x/z", true),
                Case("to any port", secure, "k=v", "https://a.example.com:8443/x", true),
                Case("to its host in capitals", secure, "k=v", "https://A.EXAMPLE.com/x/", true),
                Case("to its host with a dot at the end", secure, "k=v", "https://a.example.com./x/", true),
                Case("to plain http too", secure, "k=v", "http://a.example.com/x/y", true),
                Case("not to another host", secure, "k=v", "https://b.example.com/x/y", false),
                Case("host-only: not to a host below", secure, "k=v", "https://b.a.example.com/x/y", false),
                Case("host-only: not to the host above", secure, "k=v", "https://example.com/x/y", false),
                Case("by Domain to a host beside", secure, "k=v; Domain=example.com", "https://b.example.com/x", true),
                Case("by Domain with a dot", secure, "k=v; Domain=.example.com", "https://b.example.com/x", true),
                Case("by Domain in capitals", secure, "k=v; dOMAIN=Example.COM", "https://b.example.com/x", true),
                Case(
                    "by Domain to hosts further below",
                    secure,
                    "k=v;Domain=example.com",
                    "https://c.b.example.com/x",
                    true,
                ),
                Case("the last Domain counts", secure, "k=v; Domain=b.com; Domain=example.com", secure, true),
                Case("an empty Domain is none", secure, "k=v; Domain=", secure, true),
                Case(
                    "Domain: not to a mere suffix",
                    secure,
                    "k=v; Domain=example.com",
                    "https://badexample.com/x",
                    false,
                ),
                Case("no foreign Domain", secure, "k=v; Domain=b.com", secure, false),
                Case("no Domain below the host", secure, "k=v; Domain=b.a.example.com", secure, false),
                Case("no Domain of one label", secure, "k=v; Domain=com", secure, false),
                Case("no Domain of a dot", secure, "k=v; Domain=.", secure, false),
                Case("no Domain of part of a label", secure, "k=v; Domain=ample.com", secure, false),
                Case("one label for itself", "http://localhost/", "k=v; Domain=localhost", "http://localhost/", true),
                Case("one label only for itself", "http://local/", "k=v; Domain=local", "http://a.local/", false),
                Case("an address for itself", "http://10.0.0.1/", "k=v; Domain=10.0.0.1", "http://10.0.0.1/", true),
                Case("no part of an address", "http://10.0.0.1/", "k=v; Domain=0.0.1", "http://10.0.0.1/", false),
                Case("an IPv6 address", "http://[::1]/", "k=v", "http://[0:0::1]/", true),
                Case("an international name", "http://bücher.example/", "k=v", "http://xn--bcher-kva.example/", true),
                Case("to the directory of its request", secure, "k=v", "https://a.example.com/x", true),
                Case("not to a directory beside", secure, "k=v", "https://a.example.com/xy/z", false),
                Case("not above", secure, "k=v", "https://a.example.com/", false),
                Case("by Path to all below", secure, "k=v; Path=/", "https://a.example.com/q", true),
                Case("by Path to itself", secure, "k=v; Path=/q", "https://a.example.com/q", true),
                Case("by Path, whatever the query", secure, "k=v; Path=/q", "https://a.example.com/q?r=/", true),
                Case("by Path with a slash", secure, "k=v; Path=/q/", "https://a.example.com/q/r", true),
                Case("Path is case-sensitive", secure, "k=v; Path=/q", "https://a.example.com/Q", false),
                Case("a relative Path is none", secure, "k=v; Path=q", "https://a.example.com/x/z", true),
                Case("Secure to https", secure, "k=v; Secure", "https://a.example.com/x/y", true),
                Case("Secure not to http", secure, "k=v; secure=0", "http://a.example.com/x/y", false),
                Case("Secure not from http", "http://a.com/", "k=v; Secure", "https://a.com/", false),
                Case("HttpOnly and SameSite do not matter", secure, "k=v; HttpOnly; SameSite=Strict", secure, true),
                Case("__Secure- that is", secure, "__Secure-k=v; Secure", secure, true),
                Case("__Secure- that is not", secure, "__secure-k=v", secure, false),
                Case("__Host- that is", secure, "__Host-k=v; Secure; Path=/", secure, true),
                Case("__Host- that is not secure", secure, "__Host-k=v; Path=/", secure, false),
                Case("__Host- for others", secure, "__Host-k=v; Secure; Path=/; Domain=a.example.com", secure, false),
                Case("__Host- without Path", secure, "__Host-k=v; Secure", secure, false),
                Case("no name", secure, "=v", secure, false),
                Case("no equals sign", secure, "v", secure, false),
                Case("a control character", secure, "k=v\u0001", secure, false),
                Case("a line break", secure, "k=v\r\nX: y", secure, false),
                Case("beyond ISO-8859-1", secure, "k=€", secure, false),
                Case("4 KiB", secure, "k=" + "v".repeat(4094), secure, true),
                Case("more than 4 KiB", secure, "k=" + "v".repeat(4095), secure, false),
                Case("Max-Age", secure, "k=v; Max-Age=1", secure, true),
                Case("Max-Age beyond all numbers", secure, "k=v; Max-Age=" + "9".repeat(30), secure, true),
                Case("Max-Age 0", secure, "k=v; Max-Age=0", secure, false),
                Case("Max-Age below 0", secure, "k=v; Max-Age=-5", secure, false),
                Case("Max-Age that is none", secure, "k=v; Max-Age=1s; Max-Age=-; Max-Age=+0", secure, true),
                Case(
                    "Max-Age over Expires",
                    secure,
                    "k=v; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                    secure,
                    true,
                ),
                Case("Expires ahead", secure, "k=v; Expires=Sun, 06-Nov-1994 08:49:38 GMT", secure, true),
                Case("Expires past", secure, "k=v; Expires=Sun, 06 Nov 1994 08:49:37 GMT", secure, false),
                Case("Expires that is no date", secure, "k=v; Expires=0", secure, true),
            ) { case -> (JarInTime().set(case.from, case.field).sent(case.to) != null) shouldBe case.isSent }
        }

        test("names and values go back as they came") {
            fun echoed(field: String) = JarInTime().set("http://a.com/", field).sent("http://a.com/")
            echoed("k=v") shouldBe "k=v"
            echoed(" k \t= v ; Path=/") shouldBe "k=v"
            echoed("k=") shouldBe "k="
            echoed("k=\"a b\"; Path=/") shouldBe "k=\"a b\""
            echoed("k=a=b%20c+d,e") shouldBe "k=a=b%20c+d,e"
            echoed("k=\u00e9") shouldBe "k=\u00e9"
            echoed("\$x-enc=v; \$x-enc=BASE64_ENCODING") shouldBe "\$x-enc=v"
        }

        test("longer paths come first, then those that were there first") {
            JarInTime()
                .set("http://a.com/b/c", "one=1; Path=/", "two=2", "three=3; Path=/b", "four=4; Path=/")
                .set("http://a.com/", "one=5; Path=/")
                .sent("http://a.com/b/d") shouldBe "two=2; three=3; one=5; four=4"
        }

        test("the same name, domain and path is replaced, and taken away by an expired one") {
            val jar =
                JarInTime().set(
                    "https://a.b.com/",
                    "k=1",
                    "k=2; Domain=b.com",
                    "k=3; Domain=a.b.com",
                    "k=4; Path=/x",
                )
            jar.sent("https://a.b.com/x") shouldBe "k=4; k=1; k=2; k=3"
            jar.set("https://a.b.com/", "k=5; Domain=b.com").sent("https://a.b.com/") shouldBe "k=1; k=5; k=3"
            jar.set("https://a.b.com/", "k=; Domain=b.com; Max-Age=0").sent("https://a.b.com/") shouldBe "k=1; k=3"
            jar.jar.clear()
            jar.sent("https://a.b.com/") shouldBe null
            jar.jar.characters shouldBe 0
        }

        test("a proxy between plain http and a target cannot replace what was set over TLS") {
            val jar = JarInTime().set("https://a.b.com/", "k=safe; Secure; Domain=b.com; Path=/")
            jar.set("http://b.com/", "k=evil", "k=evil; Path=/x").set("http://c.a.b.com/", "k=evil")
            jar.sent("https://a.b.com/x") shouldBe "k=safe"
            jar.set("http://b.com/", "l=plain").sent("http://b.com/") shouldBe "l=plain"
        }

        test("cookies expire by the clock of the rotator, not by that on the wall") {
            val jar = JarInTime().set("http://a.com/", "k=v; Max-Age=60", "l=w; Expires=Sun, 06 Nov 1994 08:50:37 GMT")
            jar.wallClock += 1.days.inWholeMilliseconds
            jar.sent("http://a.com/") shouldBe "k=v; l=w"
            jar.time += 60.seconds - 1.milliseconds
            jar.sent("http://a.com/") shouldBe "k=v; l=w"
            jar.time += 1.milliseconds
            jar.sent("http://a.com/") shouldBe null
            jar.jar.current() shouldHaveSize 0
        }

        test("J4 no cookie lasts longer than 400 days, however wrong the clocks") {
            val dates = listOf("k=v; Max-Age=99999999999", "l=w; Expires=Fri, 31 Dec 9999 23:59:59 GMT")
            listOf(NOW, NOW - 365.days.inWholeMilliseconds, NOW + 365.days.inWholeMilliseconds).forEach { wallClock ->
                val jar = JarInTime().apply { this.wallClock = wallClock }
                jar.set("http://a.com/", *dates.toTypedArray())
                jar.time += 400.days - 1.hours
                jar.sent("http://a.com/") shouldBe "k=v; l=w"
                jar.time += 1.hours
                jar.sent("http://a.com/") shouldBe null
            }
        }

        test("50 of a response are taken") {
            val jar = JarInTime().set("http://a.com/", *Array(60) { "k$it=v" })
            jar.jar.current() shouldHaveSize 50
            jar.jar
                .current()
                .last()
                .name shouldBe "k49"
        }

        test("180 of a host are kept; those go first that TLS did not set, and then those not sent for the longest") {
            val jar =
                JarInTime()
                    .set(
                        "http://a.com/",
                        "plain=v",
                    ).set("https://a.com/", "first=v; Secure", "second=v; Secure")
            jar.set("https://a.com/used", "used=v; Secure; Path=/used")
            repeat(177) { jar.set("https://a.com/", "k$it=v; Secure; Path=/deep") }
            jar.sent("https://a.com/used") shouldNotBe null
            jar.jar.current().none { it.name == "plain" } shouldBe true
            jar.jar.current() shouldHaveSize 180
            // All that was sent now is younger than what was only set.
            jar.set("https://a.com/", "new=v; Secure")
            jar.jar
                .current()
                .map { it.name }
                .filter { it in setOf("first", "second", "used", "k0", "k1") } shouldBe
                listOf("first", "second", "used", "k1")
        }

        test("expired ones make room before any other") {
            val jar = JarInTime().set("http://a.com/", "old=v; Max-Age=1").set("http://a.com/", "kept=v")
            repeat(178) { jar.set("http://a.com/", "k$it=v") }
            jar.time += 1.seconds
            jar.set("http://a.com/", "new=v")
            jar.jar.current() shouldHaveSize 180
            jar.jar
                .current()
                .first()
                .name shouldBe "kept"
        }

        test("3,000 are kept in all, whatever a target does") {
            val jar = JarInTime()
            repeat(40) { host ->
                repeat(4) { response ->
                    jar.set("http://h$host.com/", *Array(50) { "k${response * 50 + it}=" + "v".repeat(100) })
                }
            }
            jar.jar.current() shouldHaveSize 3000
            jar.jar.characters shouldBeLessThan 3000 * 120
            jar.jar.characters shouldBe jar.jar.current().sumOf { it.characters }
        }
    })

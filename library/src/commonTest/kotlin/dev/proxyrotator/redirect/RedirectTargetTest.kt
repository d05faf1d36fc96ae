package dev.proxyrotator.redirect

import dev.proxyrotator.failure.RedirectRefusedException.Reason
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.int
import io.kotest.property.checkAll
import io.ktor.http.Url
import kotlin.random.Random

private fun resolve(
    location: String,
    base: String = "http://a.test/b/c/d;p?q",
): Any =
    when (val target = RedirectTarget.of(Url(base), location)) {
        is RedirectTarget.Found -> target.url.toString()
        is RedirectTarget.Refused -> target.reason
    }

private val PIECES =
    listOf(
        "http",
        "https",
        "HTTP",
        "ftp",
        "javascript",
        ":",
        "//",
        "/",
        "\\",
        "@",
        "a.test",
        "127.0.0.1",
        "[::1]",
        "[",
        "]",
        "?",
        "#",
        "%",
        "%00",
        "%2f",
        "..",
        ".",
        ";",
        "=",
        "&",
        " ",
        "\t",
        "\r\n",
        "\u0000",
        "\u007f",
        "ü",
        "\u2028",
        "１",
        "80",
    )

class RedirectTargetTest :
    FunSpec({
        test("a relative Location is resolved as the examples of RFC 3986 5.4 are") {
            mapOf(
                "g" to "http://a.test/b/c/g",
                "./g" to "http://a.test/b/c/g",
                "g/" to "http://a.test/b/c/g/",
                "/g" to "http://a.test/g",
                "//g.test" to "http://g.test",
                "?y" to "http://a.test/b/c/d;p?y",
                "g?y" to "http://a.test/b/c/g?y",
                "#s" to "http://a.test/b/c/d;p?q#s",
                "g#s" to "http://a.test/b/c/g#s",
                "g?y#s" to "http://a.test/b/c/g?y#s",
                ";x" to "http://a.test/b/c/;x",
                "g;x?y#s" to "http://a.test/b/c/g;x?y#s",
                "." to "http://a.test/b/c/",
                "./" to "http://a.test/b/c/",
                ".." to "http://a.test/b/",
                "../" to "http://a.test/b/",
                "../g" to "http://a.test/b/g",
                "../.." to "http://a.test/",
                "../../g" to "http://a.test/g",
                "../../../g" to "http://a.test/g",
                "../../../../g" to "http://a.test/g",
                "/./g" to "http://a.test/g",
                "/../g" to "http://a.test/g",
                "g." to "http://a.test/b/c/g.",
                ".g" to "http://a.test/b/c/.g",
                "g.." to "http://a.test/b/c/g..",
                "./../g" to "http://a.test/b/g",
                "./g/." to "http://a.test/b/c/g/",
                "g/./h" to "http://a.test/b/c/g/h",
                "g/../h" to "http://a.test/b/c/h",
                "g;x=1/../y" to "http://a.test/b/c/y",
                "g?y/./x" to "http://a.test/b/c/g?y/./x",
                "g#s/../x" to "http://a.test/b/c/g#s/../x",
            ).forEach { (location, url) -> withClue(location) { resolve(location) shouldBe url } }
        }

        test("host and port are in their usual form, an absolute Location keeps nothing of the base but its fragment") {
            mapOf(
                "HTTP://B.Test:080/x" to "http://b.test/x#f",
                "http://b.test:/x" to "http://b.test/x#f",
                "http://b.test.:8080?y#own" to "http://b.test:8080?y#own",
                "https://[0:0::1]:8443/" to "https://[::1]:8443/#f",
                "//[::1]" to "http://[::1]#f",
                "g" to "http://a.test:81/g#f",
                "?" to "http://a.test:81/?#f",
            ).forEach { (location, url) ->
                withClue(location) { resolve(location, "http://a.test:81/?q=1#f") shouldBe url }
            }
            resolve("g", "http://[::1]:81") shouldBe "http://[::1]:81/g"
            resolve("?x", "http://a.test") shouldBe "http://a.test?x"
        }

        test("B8 a user name and password in a Location are dropped") {
            resolve("http://us:er@b.test/x") shouldBe "http://b.test/x"
            resolve("//us%40er@a.test/") shouldBe "http://a.test/"
            resolve("http://@a.test/") shouldBe "http://a.test/"
        }

        test("what many a server does not escape is escaped, and never twice") {
            mapOf(
                "/caf\u00c3\u00a9" to "http://a.test/caf%C3%A9",
                "/caf\u00e9?\u00e9" to "http://a.test/caf%E9?%E9",
                "/\u732b" to "http://a.test/%E7%8C%AB",
                "/{a|b}\"<>^`" to "http://a.test/%7Ba%7Cb%7D%22%3C%3E%5E%60",
                "/100%" to "http://a.test/100%25",
                "/%zz%2" to "http://a.test/%25zz%252",
                "/%2F%2e" to "http://a.test/%2F%2e",
            ).forEach { (location, url) -> withClue(location) { resolve(location) shouldBe url } }
        }

        test("A7 another scheme than http and https, and from https to http, is refused") {
            listOf(
                "ftp://b.test/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "data:,x",
                "mailto:a@b.test",
                "ws://b.test/",
            ).forEach { withClue(it) { resolve(it) shouldBe Reason.SCHEME } }
            resolve("http://a.test/", "https://a.test/") shouldBe Reason.DOWNGRADE
            resolve("http://b.test/", "https://a.test/") shouldBe Reason.DOWNGRADE
            resolve("//b.test/", "https://a.test/") shouldBe "https://b.test/"
            resolve("https://a.test/", "http://a.test/") shouldBe "https://a.test/"
        }

        test("C21 a Location that leaves in doubt where it leads is refused") {
            listOf(
                "http://b.test/a b",
                " /x",
                "/x\ty",
                "/x\r\nX-Own: 1",
                "/x\u0000",
                "/x\u007f",
                "/\\b.test",
                "\\\\b.test/",
                "http://a.test\\@b.test/",
                "http://a@b.test:80@c.test/",
                "http:b.test/",
                "http:/b.test/",
                "http:///b.test/",
                "http://",
                "http://:80/",
                "http://b.test:0/",
                "http://b.test:65536/",
                "http://b.test:+80/",
                "http://b.test:80:80/",
                "http://::1/",
                "http://[::1/",
                "http://[::1]x/",
                "http://[fe80::1%25eth0]/",
                "http://b.test%00.c.test/",
                "http://b..test/",
                "http://0x7f.1/",
                "http://2130706433/",
                "http://b_\u00ff.test/",
                "http://\uff11\uff12\uff17.0.0.1/",
                "/\ud800",
                ":x",
                "1a:x",
            ).forEach { withClue(it) { resolve(it) shouldBe Reason.LOCATION } }
        }

        test("A7 C21 whatever the Location, it leads to http or https, to a host, with no more than a URL has in it") {
            checkAll(3_000, Arb.int()) { seed ->
                val random = Random(seed)
                val location = List(random.nextInt(1, 9)) { PIECES.random(random) }.joinToString("")
                val base = Url(if (random.nextBoolean()) "https://a.test/b?q" else "http://a.test/b?q")
                val target = RedirectTarget.of(base, location)
                if (target is RedirectTarget.Found) {
                    withClue(location) {
                        val url = target.url
                        (url.protocol.name in setOf("https", base.protocol.name)) shouldBe true
                        url.host.isNotEmpty() shouldBe true
                        (url.user ?: url.password) shouldBe null
                        url.toString().all { it in '!'..'~' && it != '\\' } shouldBe true
                        Url(url.toString()).host shouldBe url.host
                    }
                }
            }
        }
    })

package dev.proxyrotator.engine.pattern

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.ktor.http.Url

private fun UrlPattern.matches(url: String): Boolean = matches(UrlParts(Url(url)))

class UrlPatternTest :
    FunSpec({
        fun table(
            pattern: (String) -> UrlPattern,
            rows: Map<String, Pair<List<String>, List<String>>>,
        ) = rows.forEach { (text, urls) ->
            val (matching, others) = urls
            matching.forEach { withClue("$text matches $it") { pattern(text).matches(it) shouldBe true } }
            others.forEach { withClue("$text does not match $it") { pattern(text).matches(it) shouldBe false } }
        }

        test("hosts in any spelling, with wildcards for labels") {
            table(
                ::HostPattern,
                mapOf(
                    "api.example.com" to
                        Pair(
                            listOf(
                                "http://api.example.com",
                                "https://API.example.com.:8443/path?query",
                                "http://user:password@api.example.com/",
                            ),
                            listOf(
                                "http://example.com",
                                "http://x.api.example.com",
                                "http://api.example.com.evil.test",
                            ),
                        ),
                    "API.Example.COM." to Pair(listOf("http://api.example.com"), emptyList()),
                    "*.example.org" to
                        Pair(
                            listOf("http://a.example.org", "http://B.example.org"),
                            listOf("http://example.org", "http://a.b.example.org", "http://a.example.org.test"),
                        ),
                    "**.example.org" to
                        Pair(listOf("http://a.example.org", "http://a.b.example.org"), listOf("http://example.org")),
                    "api-*.example.org" to
                        Pair(listOf("http://api-1.example.org"), listOf("http://api.example.org")),
                    "bücher.example" to
                        Pair(listOf("http://bücher.example", "http://xn--bcher-kva.example"), emptyList()),
                    "*.bücher.example" to Pair(listOf("http://a.xn--bcher-kva.example"), emptyList()),
                    "10.*.0.1" to Pair(listOf("http://10.7.0.1"), listOf("http://10.7.1.1")),
                    "127.0.0.1" to Pair(listOf("http://127.0.0.1:8080"), listOf("http://127.0.0.2")),
                    "[::1]" to Pair(listOf("http://[::1]/", "http://[0:0::1]:80/"), listOf("http://[::2]/")),
                ),
            )
        }

        test("URLs by scheme, host, port and path") {
            table(
                ::GlobPattern,
                mapOf(
                    "https://*.example.com/export/**" to
                        Pair(
                            listOf(
                                "https://a.example.com/export/",
                                "https://a.example.com/export/2026/11?format=csv#end",
                                "https://a.example.com:443/export/x",
                            ),
                            listOf(
                                "http://a.example.com/export/x",
                                "https://a.b.example.com/export/x",
                                "https://a.example.com:8443/export/x",
                                "https://a.example.com/export",
                                "https://a.example.com/x?/export/",
                            ),
                        ),
                    "HTTPS://Api.Example.com" to
                        Pair(
                            listOf("https://api.example.com", "https://api.example.com/any/path"),
                            listOf("https://example.com/"),
                        ),
                    "*://api.example.com:*/v*/users/*" to
                        Pair(
                            listOf("http://api.example.com:81/v1/users/7", "https://api.example.com/v2/users/"),
                            listOf("http://api.example.com/v1/users/7/posts", "http://api.example.com/x1/users/7"),
                        ),
                    "http://api.example.com:8080/" to
                        Pair(
                            listOf("http://api.example.com:8080", "http://api.example.com:8080/?x=1"),
                            listOf("http://api.example.com/", "http://api.example.com:8080/x"),
                        ),
                    "/slow/*" to
                        Pair(
                            listOf("http://a.example/slow/x", "https://b.example:99/slow/y?z"),
                            listOf("http://a.example/fast/slow/x"),
                        ),
                    "http://[::1]:8080/**" to Pair(listOf("http://[::1]:8080/x"), listOf("http://[::1]/x")),
                ),
            )
        }

        test("a regular expression sees the URL in one form, without user information and fragment") {
            table(
                { RegexPattern(Regex(it)) },
                mapOf(
                    ".*/slow/.*" to Pair(listOf("http://a.example/slow/x?y"), listOf("http://a.example/fast")),
                    "https://a\\.example/" to
                        Pair(
                            listOf("HTTPS://user:password@A.example:443", "https://a.example/#part"),
                            listOf("https://a.example/x", "https://a.example:444/"),
                        ),
                    "http://\\[::1]:81/\\?x=1" to Pair(listOf("http://[0::1]:81?x=1"), emptyList()),
                ),
            )
        }

        test("a pattern that is none is refused, without what may be a password in it") {
            listOf(
                "",
                " ",
                "a b",
                "http://a.example",
                "a.example:80",
                "a..b",
                "ü*.example",
                "a/b",
                "-a.example",
            ).forEach {
                withClue(it) { shouldThrow<IllegalArgumentException> { HostPattern(it) } }
            }
            listOf(
                "",
                "a.example/x",
                "ftp://a.example/",
                "http:///x",
                "http://a.example:0/",
                "http://a.example:x/",
                "http://a.example:/",
                "http://a.example/?x",
                "http://a.example/#x",
                "http://a .example/",
                "http://a.example/***",
            ).forEach { withClue(it) { shouldThrow<IllegalArgumentException> { GlobPattern(it) } } }
            shouldThrow<IllegalArgumentException> { GlobPattern("http://user:hunter2@a.example/") }
                .message
                .orEmpty() shouldNotContain "hunter2"
            shouldThrow<IllegalArgumentException> { HostPattern("user:hunter2@a.example") }
                .message
                .orEmpty() shouldNotContain "hunter2"
            shouldThrow<IllegalArgumentException> { RegexPattern(Regex("")) }
        }
    })

package dev.proxyrotator.engine.http1

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.map
import io.kotest.property.checkAll
import io.ktor.http.URLBuilder
import io.ktor.http.Url
import io.ktor.http.encodedPath

private val names =
    Arb.element(
        "A",
        "x-b",
        "Accept",
        "Authorization",
        "X\r\nY",
        "a b",
        "",
        "é",
        "a:",
        "!#$%&'*+-.^_`|~",
        "Referer",
        "X\u0000",
    )

private val values =
    Arb
        .list(
            Arb.element(
                "a",
                " ",
                "\t",
                "\r\n",
                "\n",
                "\r",
                "\u0000",
                "X: y",
                "é",
                "\u00ff",
                "中",
                "\u0085",
                "\u2028",
                "\u010a",
                "\u010d",
                ":",
            ),
            0..5,
        ).map { it.joinToString("") }

class RequestRoundTripTest :
    FunSpec({
        test("C1 whatever the headers are, none becomes another line") {
            var sent = 0
            checkAll(5000, Arb.list(names, 1..3), Arb.list(values, 3..3)) { someNames, someValues ->
                val fields = someNames.distinct().mapIndexed { at, name -> name to someValues[at] }
                val request = request("http://a.test/", *fields.toTypedArray(), "User-Agent" to "")
                val head =
                    try {
                        encoded(request, RequestForm.ABSOLUTE)
                    } catch (_: IllegalArgumentException) {
                        fields.any { (name, value) -> !isFine(name, value) } shouldBe true
                        return@checkAll
                    }
                sent++
                fields.all { (name, value) -> isFine(name, value) } shouldBe true
                readFields(head) shouldBe
                    listOf("Host" to "a.test") + fields.map { (name, value) -> name to value.trim(' ', '\t') }
            }
            sent shouldBeGreaterThan 20
        }

        test("C1 whatever the path and the query are, the request line is one line of three words") {
            val pieces =
                Arb.element(
                    "/",
                    "a",
                    "%20",
                    "?",
                    "#",
                    " ",
                    "\r\n",
                    "\n",
                    "\t",
                    "\u0000",
                    "é",
                    "@",
                    ":",
                    "//",
                    "\\",
                    "..",
                    "&",
                    "=",
                    "*",
                )
            checkAll(3000, Arb.list(pieces, 0..6).map { it.joinToString("") }) { text ->
                listOf<() -> Url>(
                    { URLBuilder("http://a.test").apply { encodedPath = text }.build() },
                    { Url("http://a.test/$text") },
                    { Url("http://a.test?$text") },
                ).forEach { makeUrl ->
                    val url = runCatching(makeUrl).getOrNull() ?: return@forEach
                    if (url.host != "a.test") return@forEach
                    val head =
                        try {
                            encoded(request(url), RequestForm.ABSOLUTE)
                        } catch (_: IllegalArgumentException) {
                            return@forEach
                        }
                    val words = head.substringBefore("\r\n").split(' ')
                    words.size shouldBe 3
                    words[1].startsWith("http://a.test/") shouldBe true
                    words[1].all { it in '!'..'~' && it != '#' } shouldBe true
                    readFields(head).map { it.first } shouldBe listOf("Host", "User-Agent")
                }
            }
        }
    })

private fun isFine(
    name: String,
    value: String,
): Boolean =
    name.isNotEmpty() && name.all { it.code < 0x80 && isToken(it.code) } &&
        value.all { it.code <= 0xff && isFieldValue(it.code) }

private fun readFields(head: String): List<Pair<String, String>> {
    val bytes = wire("HTTP/1.1 200 OK\r\n" + head.substringAfter("\r\n"))
    val decoder = HeadDecoder(Http1Limits.Default).apply { clear() }
    decoder.decode(bytes, 0, bytes.size) shouldBe bytes.size
    return checkNotNull(decoder.head).headers.entries().flatMap { (name, values) -> values.map { name to it } }
}

package dev.proxyrotator.engine.http1

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldNotContain
import io.ktor.http.headersOf

class ResponseHeadersTest :
    FunSpec({
        val headers = ResponseHeaders(arrayOf("A", "1", "Set-Cookie", "x=1", "a", "2", "set-cookie", "y=2"))

        test("a look-up does not care for case and gives the first value, or all in order") {
            headers["a"] shouldBe "1"
            headers["SET-COOKIE"] shouldBe "x=1"
            headers["B"] shouldBe null
            headers.getAll("A") shouldBe listOf("1", "2")
            headers.getAll("Set-cookie") shouldBe listOf("x=1", "y=2")
            headers.getAll("B") shouldBe null
            headers.contains("a") shouldBe true
            headers.contains("b") shouldBe false
            headers.contains("a", "2") shouldBe true
            headers.contains("a", "3") shouldBe false
            headers.caseInsensitiveName shouldBe true
        }

        test("names and entries merge fields of one name, in the order of their first") {
            headers.names().toList() shouldBe listOf("A", "Set-Cookie")
            headers.entries().map { it.key to it.value } shouldBe
                listOf("A" to listOf("1", "2"), "Set-Cookie" to listOf("x=1", "y=2"))
            val seen = mutableListOf<Pair<String, List<String>>>()
            headers.forEach { name, values -> seen += name to values }
            seen shouldBe headers.entries().map { it.key to it.value }
        }

        test("equal is what has the same fields with the same values") {
            val same = ResponseHeaders(arrayOf("SET-COOKIE", "x=1", "a", "1", "Set-Cookie", "y=2", "A", "2"))
            headers shouldBe same
            headers.hashCode() shouldBe same.hashCode()
            headers shouldNotBe ResponseHeaders(arrayOf("A", "2", "A", "1", "Set-Cookie", "x=1", "Set-Cookie", "y=2"))
            ResponseHeaders(arrayOf("A", "1")) shouldBe headersOf("a", "1")
            ResponseHeaders.Empty.isEmpty() shouldBe true
            headers.isEmpty() shouldBe false
        }

        test("cookies are not printed") {
            headers.toString() shouldBe "Headers [A=[1, 2], Set-Cookie=***]"
            ResponseHeaders(arrayOf("set-cookie", "secret")).toString() shouldNotContain "secret"
        }
    })

package dev.proxyrotator.fetch

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.http.Headers
import io.ktor.http.HttpHeaders
import io.ktor.http.headersOf

private fun headers(vararg fields: Pair<String, String>): Headers =
    headersOf(*fields.map { it.first to listOf(it.second) }.toTypedArray())

class RangesTest :
    FunSpec({
        test("S2-14 a content range is taken only as it should be") {
            val wrong =
                listOf(
                    null,
                    "",
                    "bytes */100",
                    "bytes 5-4/100",
                    "bytes 0-100/100",
                    "items 0-1/2",
                    "bytes 0-1",
                    "bytes -5/9",
                )
            wrong.forEach { withClue(it.toString()) { ContentRange.parse(it) shouldBe null } }
            ContentRange.parse("bytes 0-1/99999999999999999999") shouldBe null
            ContentRange.parseUnsatisfied("bytes */100") shouldBe 100L
            listOf(null, "", "bytes */*", "bytes 0-1/2", "bytes */99999999999999999999").forEach {
                ContentRange.parseUnsatisfied(it) shouldBe null
            }
            val range = checkNotNull(ContentRange.parse("Bytes 10-99/100"))
            range.isRest(10, 100) shouldBe true
            range.isRest(10, null) shouldBe true
            range.isRest(9, 100) shouldBe false
            range.isRest(10, 101) shouldBe false
            checkNotNull(ContentRange.parse("bytes 10-98/100")).isRest(10, 100) shouldBe false
            checkNotNull(ContentRange.parse("bytes 10-99/*")).isRest(10, 100) shouldBe false
        }

        test("S2-14 only a strong validator will do") {
            val modified = HttpHeaders.LastModified to "Sat, 21 Nov 2026 08:00:00 GMT"
            Validator.of(headers(HttpHeaders.ETag to "\"a\""))?.value shouldBe "\"a\""
            Validator.of(headers(HttpHeaders.ETag to "W/\"a\"")) shouldBe null
            Validator.of(headers(HttpHeaders.ETag to "a")) shouldBe null
            Validator.of(headers(HttpHeaders.ETag to "\"")) shouldBe null
            Validator.of(headers(modified)) shouldBe null
            Validator.of(headers(modified, HttpHeaders.Date to modified.second)) shouldBe null
            Validator.of(headers(modified, HttpHeaders.Date to "nonsense")) shouldBe null
            val later = HttpHeaders.Date to "Sat, 21 Nov 2026 08:00:01 GMT"
            val validator = Validator.of(headers(modified, later, HttpHeaders.ETag to "W/\"a\""))
            validator?.value shouldBe modified.second
            validator?.isOf(headers(modified)) shouldBe true
            validator?.isOf(headers()) shouldBe true
            validator?.isOf(headers(HttpHeaders.LastModified to "Sat, 21 Nov 2026 08:00:02 GMT")) shouldBe false
            Validator(HttpHeaders.ETag, "\"a\"").isOf(headers()) shouldBe false
            Validator(HttpHeaders.ETag, "\"a\"").isOf(headers(HttpHeaders.ETag to "\"b\"")) shouldBe false
        }
    })

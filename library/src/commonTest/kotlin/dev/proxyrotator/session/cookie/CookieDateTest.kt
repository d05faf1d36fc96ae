package dev.proxyrotator.session.cookie

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withData
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.long
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import io.ktor.http.toHttpDate
import io.ktor.util.date.GMTDate

private const val EXPECTED = 784_111_777_000 // Sun, 06 Nov 1994 08:49:37 GMT
private const val YEAR_9999 = 253_402_300_799L

class CookieDateTest :
    FunSpec({
        context("every order and punctuation of a date is read") {
            withData(
                nameFn = { "'$it'" },
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "6 nov 1994 8:49:37",
                "1994 November 06 08:49:37",
                "08:49:37 06 NOV 94",
                "Sun, 06-Nov-1994 08:49:37 UTC",
                ",,;06/Nov/1994@08:49:37",
                "06 Nov 1994 08:49:37Z",
            ) { cookieDate(it) shouldBe EXPECTED }
        }

        context("what lacks a field, or has one that no calendar knows, is no date") {
            withData(
                nameFn = { "'$it'" },
                "",
                "soon",
                "Sun, 06 Nov 1994",
                "06 Nov 08:49:37 GMT",
                "06 1994 08:49:37",
                "Nov 1994 08:49:37",
                "31 Feb 2024 00:00:00",
                "29 Feb 2100 00:00:00",
                "00 Nov 1994 08:49:37",
                "32 Dec 1994 08:49:37",
                "06 Nov 1600 08:49:37",
                "06 Nov 1994 24:00:00",
                "06 Nov 1994 08:60:00",
                "06 Nov 1994 08:49:60",
                "06 Nov 1994 008:49:37",
                "06 Nov 19945 08:49:37",
                "٠٦ Nov 1994 08:49:37",
            ) { cookieDate(it) shouldBe null }
        }

        test("years of two digits are from 1970 to 2069") {
            cookieDate("01 Jan 70 00:00:00") shouldBe 0
            cookieDate("01 Jan 69 00:00:00") shouldBe cookieDate("01 Jan 2069 00:00:00")
            cookieDate("29 Feb 2000 00:00:00") shouldBe 951_782_400_000
        }

        test("every date that HTTP can write is read back") {
            checkAll(Arb.long(0..YEAR_9999)) { second ->
                cookieDate(GMTDate(second * 1000).toHttpDate()) shouldBe second * 1000
            }
        }

        test("C21 no text makes it fail or loop") {
            checkAll(Arb.string(0..200)) { cookieDate(it) }
            cookieDate("9".repeat(4000)) shouldBe null
            cookieDate("日本 06 Nov 1994 08:49:37") shouldBe EXPECTED
        }
    })
